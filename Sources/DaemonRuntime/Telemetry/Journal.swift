import CIM
import CSystemd
import Glibc

/// Entries of the systemd journal, in its native protocol, so that values with line feeds stay
/// one value.
package enum Journal {
    /// The priorities of syslog.
    package enum Priority: Int, Comparable, Sendable {
        case critical = 2
        case error = 3
        case warning = 4
        case notice = 5
        case informational = 6
        case debug = 7

        package static func < (a: Priority, b: Priority) -> Bool { a.rawValue < b.rawValue }
    }

    /// One entry.
    package struct Entry: Equatable, Sendable {
        package var message: String
        /// 32 hexadecimal digits.
        package var messageID: String
        package var priority: Priority
        /// Names as the journal wants them: upper-case letters, digits, underscores.
        package var fields: [(name: String, value: String)]

        package init(
            _ message: String, id: String, priority: Priority,
            fields: [(name: String, value: String)] = []
        ) {
            self.message = message
            messageID = id
            self.priority = priority
            self.fields = fields
        }

        package static func == (a: Entry, b: Entry) -> Bool {
            a.message == b.message && a.messageID == b.messageID && a.priority == b.priority
                && a.fields.elementsEqual(b.fields, by: ==)
        }
    }

    package static let identifier = "riskd"
    /// Values are cut here, so that no log line makes an entry that the journal refuses.
    static let valueBytesMax = 4_096

    /// - Returns: 0, or the error number that the journal's socket gave.
    package static func send(_ entry: Entry) -> Int32 {
        let head = [
            (name: "MESSAGE", value: entry.message), (name: "MESSAGE_ID", value: entry.messageID),
            (name: "PRIORITY", value: String(entry.priority.rawValue)),
            (name: "SYSLOG_IDENTIFIER", value: identifier),
        ]
        let lines = (head + entry.fields).map { Array("\($0.name)=\(safe($0.value))".utf8) }
        return send(lines)
    }

    private static func send(_ lines: [[UInt8]]) -> Int32 {
        // The vector points into one array that lives through the call.
        let all = lines.flatMap { $0 }
        let result = unsafe all.withUnsafeBytes { buffer in
            var vector: [iovec] = unsafe []
            var start = 0
            for line in lines {
                unsafe vector.append(
                    iovec(
                        iov_base: UnsafeMutableRawPointer(
                            mutating: buffer.baseAddress! + start),
                        iov_len: line.count))
                start += line.count
            }
            return unsafe sd_journal_sendv(vector, Int32(vector.count))
        }
        return result < 0 ? -result : 0
    }

    /// As ``DisplayText`` shows it, so that `journalctl -x` and terminals show what is there, and
    /// not longer than ``valueBytesMax``.
    static func safe(_ value: String) -> String {
        DisplayText.safe(value, bytesMax: valueBytesMax)
    }

    /// Whether a journal listens here.
    package static var isPresent: Bool {
        unsafe access("/run/systemd/journal/socket", W_OK) == 0
    }

    /// Whether standard error already goes to the journal, so that lines on it need no time.
    package static var ownsStandardError: Bool {
        unsafe getenv("JOURNAL_STREAM") != nil
    }
}
