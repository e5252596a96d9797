import SPL

/// The values of a record by the names of its fields. A field that it does not have has no values; one
/// that is there and empty has the value `""`.
package protocol SigmaRecord {
    func values(of field: String) -> [String]
    /// Every value of every field.
    var allValues: [String] { get }
}

extension Condition {
    /// Whether a record is what the rule looks for: the definition, one test after another.
    package func holds(for record: some SigmaRecord) -> Bool {
        switch self {
        case .and(let parts): parts.allSatisfy { $0.holds(for: record) }
        case .or(let parts): parts.contains { $0.holds(for: record) }
        case .not(let part): !part.holds(for: record)
        case .field(let name, let test): record.values(of: name).contains { test.passes($0) }
        case .missing(let name): record.values(of: name).isEmpty
        case .present(let name): !record.values(of: name).isEmpty
        case .compare(let name, let comparison, let other):
            record.values(of: name).contains { value in
                record.values(of: other).contains { comparison.holds(value, $0) }
            }
        case .keyword(let test): record.allValues.contains { test.passes($0) }
        }
    }
}
