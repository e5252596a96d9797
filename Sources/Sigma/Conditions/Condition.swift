package import SPL

/// What a rule asks of a record: its selections, put together by its condition.
///
/// Two-valued: a field that the record does not have passes no test, and `not` turns that into true.
package indirect enum Condition: Hashable, Sendable {
    /// True where there is none.
    case and([Condition])
    /// False where there is none.
    case or([Condition])
    case not(Condition)
    /// Some value of the field passes.
    case field(String, ValueTest)
    /// The record does not have the field (`null`).
    case missing(String)
    /// The record has the field, whatever its value (`exists`).
    case present(String)
    /// Some value of a field is, begins with, ends with or contains some value of another (`fieldref`).
    case compare(String, FieldComparison, with: String)
    /// Some value of the record passes, whatever its field (a keyword).
    case keyword(ValueTest)
}

extension Condition {
    /// How many tests of values it holds.
    package var testCount: Int {
        switch self {
        case .and(let parts), .or(let parts): parts.reduce(0) { $0 + $1.testCount }
        case .not(let part): part.testCount
        case .field, .missing, .present, .compare, .keyword: 1
        }
    }

    /// The fields that it reads, each once, in the order in which they stand.
    package var fields: [String] {
        var fields: [String] = []
        func note(_ field: String) { if !fields.contains(field) { fields.append(field) } }
        func walk(_ condition: Condition) {
            switch condition {
            case .and(let parts), .or(let parts): parts.forEach(walk)
            case .not(let part): walk(part)
            case .field(let name, _), .missing(let name), .present(let name): note(name)
            case .compare(let name, _, let other):
                note(name)
                note(other)
            case .keyword: break
            }
        }
        walk(self)
        return fields
    }

    /// Whether it looks at values of any field.
    package var hasKeywords: Bool {
        switch self {
        case .and(let parts), .or(let parts): parts.contains(where: \.hasKeywords)
        case .not(let part): part.hasKeywords
        case .keyword: true
        case .field, .missing, .present, .compare: false
        }
    }

    /// Whether a field that is there and empty is another thing to it than one that is missing.
    var asksForEmpty: Bool {
        switch self {
        case .and(let parts), .or(let parts): parts.contains(where: \.asksForEmpty)
        case .not(let part): part.asksForEmpty
        case .field(_, let test), .keyword(let test): test.passes("")
        case .missing, .present, .compare: true
        }
    }

    /// One of several; the one itself where there is no other.
    static func any(_ parts: [Condition]) -> Condition { parts.count == 1 ? parts[0] : .or(parts) }

    static func every(_ parts: [Condition]) -> Condition {
        parts.count == 1 ? parts[0] : .and(parts)
    }
}
