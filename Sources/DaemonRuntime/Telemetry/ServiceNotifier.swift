import CSystemd
import Dispatch

/// Tells the service manager how the daemon is; does nothing where there is none.
package enum ServiceNotifier {
    package static func ready(status: String) { notify("READY=1\nSTATUS=\(status)") }

    package static func status(_ text: String) { notify("STATUS=\(text)") }

    /// The start takes longer: asks for so much time from now on.
    static func starting(status: String, withinNanoseconds nanoseconds: Int) {
        notify("STATUS=\(status)\nEXTEND_TIMEOUT_USEC=\(nanoseconds / 1_000)")
    }

    /// systemd 253 and later wait for READY=1 after this.
    package static func reloading() {
        let microseconds = DispatchTime.now().uptimeNanoseconds / 1_000
        notify("RELOADING=1\nMONOTONIC_USEC=\(microseconds)")
    }

    /// Feeds the watchdog.
    package static func alive() { notify("WATCHDOG=1") }

    /// How often the service manager wants to hear of this process; nil where it does not.
    static var watchdogNanoseconds: UInt64? {
        var microseconds: UInt64 = 0
        guard unsafe sd_watchdog_enabled(0, &microseconds) > 0 else { return nil }
        return microseconds * 1_000
    }

    package static func stopping() { notify("STOPPING=1") }

    private static func notify(_ state: String) {
        // Without NOTIFY_SOCKET this is 0, and a failure changes nothing for the daemon.
        _ = unsafe sd_notify(0, state)
    }
}
