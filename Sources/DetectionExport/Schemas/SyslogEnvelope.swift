import CIM
package import RiskDetection

/// A record as a syslog message: the header of RFC 5424, no structured data, and the line of a
/// schema as the message. MSGID is `risk` or `notable`, the severity follows the record's.
///
/// There is no byte order mark before the message, as RFC 5424 would have it for UTF-8: receivers
/// that look for JSON do not expect it.
package struct SyslogEnvelope: Equatable, Sendable {
    package var schema: OutputSchema
    /// 0–23.
    package var facility: Int
    /// As the header has it: printable ASCII without blanks, at most 255 bytes.
    package var hostname: String
    /// Longest message, header included; at least 4,096. Longer records are cut as their schema cuts
    /// them.
    package var messageBytesMax: Int

    package init(schema: OutputSchema, facility: Int, hostname: String, messageBytesMax: Int) {
        self.schema = schema
        self.facility = facility
        self.hostname = hostname
        self.messageBytesMax = messageBytesMax
    }

    package func message(_ record: OutputRecord) -> [UInt8] {
        let result = record.result
        let priority = facility * 8 + Self.severity(result.detection.severity)
        let header =
            Array(
                "<\(priority)>1 \(result.time.rfc3339(fractionDigits: 3)) \(hostname) riskd - "
                    .utf8) + Array("\(record.kind) - ".utf8)
        return header + schema.line(record, bytesMax: messageBytesMax - header.count)
    }

    /// Source: RFC 5424, table 2.
    private static func severity(_ severity: Severity) -> Int {
        switch severity {
        case .informational: 6
        case .low: 5
        case .medium: 4
        case .high: 3
        case .critical: 2
        }
    }
}
