package import CIM
package import SPL

extension Scan {
    /// The fields that the scan reads, in the order of the data set.
    package var fieldsRead: [FieldID] {
        var fields: Set<FieldID> = []
        func take(_ field: ScanField?) {
            if case .field(let id)? = field { fields.insert(id) }
        }
        func walk(_ predicate: Predicate<ScanField>) {
            switch predicate {
            case .all, .term: break
            case .and(let parts), .or(let parts): parts.forEach(walk)
            case .not(let part): walk(part)
            case .matches(let field, _), .differs(let field, _), .ordered(let field, _, _),
                .passes(let field, _):
                take(field)
            case .compares(let field, _, let other):
                take(field)
                take(other)
            }
        }
        walk(predicate)
        for key in keys { take(key.field) }
        for aggregate in aggregates { take(aggregate.input) }
        return fields.sorted { $0.index < $1.index }
    }
}
