import CIM
import RiskDetection
import SPL

extension ResultRow {
    /// The row's `_time` if it has one, else the time of the run. The run of an early row is yet to
    /// come: its time is that of the newest event.
    var time: Timestamp {
        if case .time(let time) = value("_time") { return time }
        return earlyAt ?? window.tick
    }

    /// When the events of the row happened, as far as its columns say so; else its window.
    var span: (start: Timestamp, end: Timestamp) {
        (instant("firstTime") ?? window.start, instant("lastTime") ?? window.end)
    }

    /// The instant in a column: a time, epoch seconds, or what `ctime` made of it, which is the
    /// clock of the detection's zone.
    private func instant(_ column: String) -> Timestamp? {
        if case .time(let time) = value(column) { return time }
        guard let text = value(column).texts.first, let time = Timestamp.parse(text) else {
            return nil
        }
        guard text.utf8.count == 19 else { return time }
        return detection.schedule.zone.instant(
            of: CivilTime(secondsSinceEpoch: time.seconds))
    }
}

extension Timestamp {
    /// Milliseconds since the epoch, rounded towards the past.
    var milliseconds: Int64 {
        seconds * 1_000 + Int64(subsecondNanoseconds) / 1_000_000
    }
}
