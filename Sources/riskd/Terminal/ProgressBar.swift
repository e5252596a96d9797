import DaemonRuntime
import Dispatch
import Synchronization

/// How far a replay has come, on a terminal's last line: share, rate and time left.
final class ProgressBar: Sendable {
    private let start = DispatchTime.now()
    private let lastShown = Mutex<UInt64>(0)
    private let isShown: Bool
    private static let intervalNanoseconds: UInt64 = 100_000_000

    init(isShown: Bool) { self.isShown = isShown }

    func show(_ progress: Replay.Progress) {
        let now = DispatchTime.now().uptimeNanoseconds
        guard isShown else { return }
        let isDue = lastShown.withLock { last in
            guard now >= last &+ Self.intervalNanoseconds else { return false }
            last = now
            return true
        }
        guard isDue else { return }
        let seconds = max(0.001, Double(now &- start.uptimeNanoseconds) / 1e9)
        let rate = Double(progress.readBytes) / seconds
        var text = ""
        if let total = progress.totalBytes, total > 0 {
            let share = min(1, Double(progress.readBytes) / Double(total))
            let filled = Int(share * 30)
            text += "[" + String(repeating: "█", count: filled)
            text += String(repeating: "·", count: 30 - filled) + "] \(Int(share * 100)) %  "
            let left = Double(total - min(total, progress.readBytes)) / max(rate, 1)
            text += "\(Int(left.rounded(.up))) s left  "
        }
        text += "\(Self.bytes(rate))/s  \(progress.records) records"
        StandardStream.write(Array("\r\(text)\u{1B}[K".utf8), to: 2)
    }

    func clear() {
        if isShown, lastShown.withLock({ $0 }) > 0 {
            StandardStream.write(Array("\r\u{1B}[K".utf8), to: 2)
        }
    }

    /// Seconds since the bar was made.
    var elapsedSeconds: Double {
        Double(DispatchTime.now().uptimeNanoseconds &- start.uptimeNanoseconds) / 1e9
    }

    static func bytes(_ count: Double) -> String {
        var value = count
        var unit = "B"
        for next in ["KB", "MB", "GB", "TB"] where value >= 1_000 {
            value /= 1_000
            unit = next
        }
        let digits = value < 10 && unit != "B" ? (value * 10).rounded() / 10 : value.rounded()
        return (digits == digits.rounded() ? "\(Int(digits))" : "\(digits)") + " \(unit)"
    }
}
