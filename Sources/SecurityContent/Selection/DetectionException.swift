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
    /// Warnings about exceptions that hold no more.
    package func expired(at now: Timestamp) -> [ContentProblem] {
        exceptions.compactMap { $0.expiry(at: now) }
    }
}

/// Exceptions by the detections that they are of.
struct ExceptionIndex: Sendable {
    private let exceptions: [DetectionException]
    /// Places of the exceptions: by the name that they give, and by the same in lower case as an id.
    private var byName: [String: [Int]] = [:]
    private var byID: [String: [Int]] = [:]
    private var byPattern: [(pattern: NamePattern, place: Int)] = []

    init(_ exceptions: [DetectionException]) {
        self.exceptions = exceptions
        for (place, exception) in exceptions.enumerated() {
            let text = exception.detection.value
            byName[text, default: []].append(place)
            if !text.isEmpty { byID[text.lowercased(), default: []].append(place) }
            if NamePattern.isPattern(text) { byPattern.append((NamePattern(text), place)) }
        }
    }

    /// The exceptions of a detection, in the order of the file.
    func exceptions(of name: String, _ id: String) -> [DetectionException] {
        guard !exceptions.isEmpty else { return [] }
        var places = Set(byName[name] ?? []).union(byID[id.lowercased()] ?? [])
        for (pattern, place) in byPattern where pattern.matches(name) { places.insert(place) }
        return places.sorted().map { exceptions[$0] }
    }
}
