package import CIM
import RiskDetection
import SPL

/// An exception as the operator wrote it: which rows of which detections are kept back.
package struct DetectionException: Equatable, Sendable {
    /// A name, an id, or a pattern of names.
    package var detection: LocatedText
    /// In the order of the file.
    package var conditions: [(column: LocatedText, values: [String])]
    package var owner: String
    package var reason: String
    /// `YYYY-MM-DD`, the last day on which it holds; nil for one without end.
    package var expires: LocatedText?
    /// The first instant after that day, UTC.
    package var end: Timestamp?

    package static func == (a: DetectionException, b: DetectionException) -> Bool {
        a.detection == b.detection && a.owner == b.owner && a.reason == b.reason
            && a.expires == b.expires
            && a.conditions.elementsEqual(b.conditions) {
                $0.column == $1.column && $0.values == $1.values
            }
    }

    /// For the engine.
    var rule: RowException {
        RowException(
            conditions: conditions.map { condition in
                .init(
                    column: condition.column.value,
                    patterns: condition.values.map { TextPattern($0) })
            }, owner: owner, reason: reason, expires: end)
    }

    /// A warning where it holds no more.
    func expiry(at now: Timestamp) -> ContentProblem? {
        guard let end, let expires, end <= now else { return nil }
        return expires.problem(
            .warning,
            "the exception of \"\(detection.value)\" expired on \(expires.value): its rows are told "
                + "of again; remove it, or let \(owner) set a later date")
    }

    /// Warnings where it names columns that a detection does not give.
    func unknownColumns(_ columns: [String]) -> [ContentProblem] {
        conditions.filter { !columns.contains($0.column.value) }.map { condition in
            let suggestion =
                Suggestion.nearest(to: condition.column.value, among: columns)
                .map { "did you mean \"\($0)\"?" }
                ?? "it gives \(columns.joined(separator: ", "))"
            return condition.column.problem(
                .warning,
                "\"\(condition.column.value)\" is no column of the search, so the exception covers "
                    + "nothing: \(suggestion)")
        }
    }
}

extension DetectionSelection {
    /// The exceptions of a detection, in the order of the file.
    func exceptions(of name: String, _ id: String) -> [DetectionException] {
        exceptions.filter { Self.matches($0.detection.value, name, id) }
    }

    /// Warnings about exceptions that hold no more.
    package func expired(at now: Timestamp) -> [ContentProblem] {
        exceptions.compactMap { $0.expiry(at: now) }
    }
}
