package import CIM
package import SPL

extension Predicate<ScanField> {
    /// Whether an event satisfies the `where` of a scan. A field that the event does not have
    /// satisfies no comparison, `!=` included.
    ///
    /// This is the definition; who asks many events uses ``EventConditions``.
    package func holds(for event: borrowing Event) -> Bool {
        switch self {
        case .all: return true
        case .and(let parts):
            for part in parts where !part.holds(for: event) { return false }
            return true
        case .or(let parts):
            for part in parts where part.holds(for: event) { return true }
            return false
        case .not(let part): return !part.holds(for: event)
        case .matches(let field, let patterns):
            return event.hasValue(of: field) { value in
                patterns.contains { $0.matches(value) }
            }
        case .differs(let field, let pattern):
            return event.hasValue(of: field) { !pattern.matches($0) }
        case .ordered(let field, let ordering, let right):
            return event.hasValue(of: field) { value in
                ordering.holds(String(decoding: value.array, as: UTF8.self), right)
            }
        case .passes(let field, let test):
            return event.hasValue(of: field) { value in
                test.passes(String(decoding: value.array, as: UTF8.self))
            }
        case .compares(let field, let comparison, let other):
            let others = event.texts(of: other)
            return event.texts(of: field).contains { text in
                others.contains { comparison.holds(text, $0) }
            }
        // Summaries hold no raw text, so a bare term finds nothing in a data model.
        case .term(_, nil): return false
        case .term(let pattern, let field?):
            return event.hasValue(of: field) { RawText.holds(pattern, in: $0) }
        }
    }
}
