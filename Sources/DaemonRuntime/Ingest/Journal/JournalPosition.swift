/// The last entry of a journal that was taken in.
package struct JournalPosition: Equatable, Sendable {
    /// As `sd_journal_get_cursor` gives it.
    package var cursor: String
    /// 32 hexadecimal digits.
    package var bootID: String
    /// Microseconds since that boot.
    package var monotonic: UInt64
    /// Microseconds since the Unix epoch.
    package var realtime: UInt64

    package init(cursor: String, bootID: String, monotonic: UInt64, realtime: UInt64) {
        self.cursor = cursor
        self.bootID = bootID
        self.monotonic = monotonic
        self.realtime = realtime
    }

    /// Where a cursor is not found any more, the times tell what comes next.
    ///
    /// - Shape: boot id, monotonic and real time in microseconds, cursor, with blanks between.
    package var text: String { "\(bootID) \(monotonic) \(realtime) \(cursor)" }

    /// - Returns: Nil for what ``text`` does not give.
    package init?(_ text: String) {
        let parts = text.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0].utf8.count == 32, parts[0].allSatisfy(\.isHexDigit),
            let monotonic = UInt64(parts[1]), let realtime = UInt64(parts[2]), !parts[3].isEmpty,
            parts[3].utf8.count <= 1_024
        else { return nil }
        self.init(
            cursor: String(parts[3]), bootID: String(parts[0]), monotonic: monotonic,
            realtime: realtime)
    }
}
