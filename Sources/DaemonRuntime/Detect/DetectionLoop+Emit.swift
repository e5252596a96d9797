import CIM
import DetectionExport
import Dispatch
import SecurityContent

/// Events for other engines: when they arrived, and that nothing is missing.
extension DetectionLoop {
    /// What is taken in next arrives now.
    func noteArrival() {
        guard let spool = steps.spool else { return }
        let now = settings.clock.now() ?? DaemonClock.wallTime()
        spool.arrives(at: EventSchema.milliseconds(of: now))
    }

    /// Looks at heartbeats and the age of the open segment now and then.
    func startEmitting() {
        guard let settings = steps.spool?.settings, !isStopped else { return }
        let heartbeat = settings.heartbeat == .zero ? settings.segmentAge : settings.heartbeat
        let delay = min(heartbeat, settings.segmentAge).nanoseconds
        arm(&emitTimer, after: .nanoseconds(delay)) {
            $0.beat()
            $0.startEmitting()
        }
    }

    private func beat() {
        guard steps.pending == nil, let spool = steps.spool else { return }
        let now = DispatchTime.now().uptimeNanoseconds
        let period = UInt64(spool.settings.heartbeat.nanoseconds)
        // Timers are a little early now and then.
        let isDue = period > 0 && now &- lastHeartbeat >= period - period / 16
        if isDue { lastHeartbeat = now }
        noteArrival()
        if steps.beat(emitsHeartbeat: isDue, at: now) { armCheckpoint() }
    }
}
