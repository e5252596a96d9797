import Dispatch
import RiskDetection

extension DetectionLoop {
    /// A first match is told of at once, what follows it at most so often.
    private static let earlyNanoseconds: UInt64 = 1_000_000_000

    /// Tells of matches in windows that are not over, where detections do so.
    func tellEarly() {
        guard core.hasEarlyMatches, !isStopped, core.pending == nil, !isHeld(), earlyTimer == nil,
            let now = settings.clock.now()
        else { return }
        let passed = lastEarly.map {
            DispatchTime.now().uptimeNanoseconds &- $0.uptimeNanoseconds
        }
        if let passed, passed < Self.earlyNanoseconds {
            return arm(&earlyTimer, after: .nanoseconds(Int(Self.earlyNanoseconds - passed))) {
                $0.earlyTimer = nil
                $0.tellEarly()
            }
        }
        lastEarly = .now()
        let records = core.tellEarly(before: now)
        if !records.isEmpty { checkpoint(records) }
    }

    /// What waits for its second, and goes with a checkpoint: what the state takes in was told of, as
    /// it does not hold what is still to be told of early. So whatever ends the process, a match is
    /// told of by this run or read again by the next.
    func earlyRecords() -> [OutputRecord] {
        guard core.hasEarlyMatches, let now = settings.clock.now() else { return [] }
        lastEarly = .now()
        return core.tellEarly(before: now)
    }
}
