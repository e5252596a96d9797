import DaemonRuntime
import Dispatch
import Synchronization

/// How far a replay has come: on a terminal its last line, with share, rate and time left; elsewhere
/// nothing for a minute, then a line a minute, so that hours of reading are not silent.
final class ProgressBar: Sendable {
    private let start = DispatchTime.now()
    private let lastShown: Mutex<UInt64>
    private let isTerminal: Bool
    private static let terminalNanoseconds: UInt64 = 100_000_000
    private static let plainNanoseconds: UInt64 = 60_000_000_000

    init(isTerminal: Bool) {
        self.isTerminal = isTerminal
        lastShown = Mutex(isTerminal ? 0 : start.uptimeNanoseconds)
    }

    func show(_ progress: Replay.Progress) {
        guard isDue else { return }
        show(
            Self.text(
                progress, seconds: elapsedSeconds,
                barCells: isTerminal ? 30 : nil, width: isTerminal ? StandardError.width : nil))
    }

    /// What goes on that has no measure; on a terminal only.
    func say(_ what: String) {
        guard isTerminal else { return }
        lastShown.withLock { $0 = DispatchTime.now().uptimeNanoseconds }
        show("\(what) …")
    }

    private func show(_ text: String) {
        let line = isTerminal ? "\r\(text)\u{1B}[K" : "\(text)\n"
        StandardStream.write(Array(line.utf8), to: 2)
    }

    private var isDue: Bool {
        let now = DispatchTime.now().uptimeNanoseconds
        let interval = isTerminal ? Self.terminalNanoseconds : Self.plainNanoseconds
        return lastShown.withLock { last in
            guard now >= last &+ interval else { return false }
            last = now
            return true
        }
    }

    /// - Parameters:
    ///   - barCells: Cells of the drawn bar; nil for none.
    ///   - width: Cells of the line; what has no room is left out, the bar first.
    static func text(
        _ progress: Replay.Progress, seconds: Double, barCells: Int?, width: Int?
    ) -> String {
        let rate = Double(progress.readBytes) / max(0.001, seconds)
        var parts: [String] = []
        var bar = ""
        if let total = progress.totalBytes, total > 0 {
            let share = min(1, Double(progress.readBytes) / Double(total))
            if let barCells {
                let filled = Int(share * Double(barCells))
                bar = "[" + String(repeating: "█", count: filled)
                bar += String(repeating: "·", count: barCells - filled) + "] "
            }
            parts.append("\(Int(share * 100)) %")
            let left = Double(total - min(total, progress.readBytes)) / max(rate, 1)
            parts.append("\(duration(left)) left")
        }
        parts += ["\(bytes(rate))/s", "\(progress.records) records"]
        // The last cell stays free: some terminals wrap when it is written.
        let room = width.map { $0 - 1 } ?? .max
        func line() -> String { bar + parts.joined(separator: "  ") }
        if DisplayWidth.of(line()) > room { bar = "" }
        while DisplayWidth.of(line()) > room, parts.count > 1 { parts.removeLast() }
        return line()
    }

    /// `42 s`, `3 min 20 s`, `2 h 5 min`
    static func duration(_ seconds: Double) -> String {
        let whole = Int(min(seconds.rounded(.up), 1e9))
        if whole < 60 { return "\(whole) s" }
        if whole < 3_600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3_600) h \(whole % 3_600 / 60) min"
    }

    func clear() {
        if isTerminal, lastShown.withLock({ $0 }) > 0 {
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
