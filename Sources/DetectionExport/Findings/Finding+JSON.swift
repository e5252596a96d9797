import CIM
package import RiskDetection
import SPL

extension Finding {
    /// As programs read it.
    ///
    /// - Parameter detection: The one that found it.
    package func members(_ detection: Detection) -> [(key: String, value: JSONValue)] {
        [
            ("severity", .string(severity.rawValue)),
            ("score", score.map { .integer($0) } ?? .null),
            ("detection", .string(detection.name)), ("type", .string(type.rawValue)),
            ("notable", .bool(isNotable)), ("objects", .strings(labels)),
            ("host", .string(host)), ("user", .string(user)), ("process", .string(process)),
            ("command", .string(command)), ("message", .string(message)),
            ("first", .string(first.rfc3339)), ("last", .string(last.rfc3339)),
            ("count", count.map { .integer($0) } ?? .null),
            ("window_start", .string(window.start.rfc3339)),
            ("window_end", .string(window.end.rfc3339)),
            ("techniques", .strings(detection.annotations.list("mitre_attack"))),
            ("revision", .integer(revision)), ("late", .bool(isLate)),
        ]
    }
}
