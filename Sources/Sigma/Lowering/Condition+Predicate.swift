import CIM
package import SPL

extension Condition {
    /// The condition as a scan over records of a source asks it.
    ///
    /// - Parameter field: Where a name of the record stands; the name ``RecordSource/everyValue`` for
    ///   all values together.
    package func predicate(
        of source: RecordSource, _ field: (String) -> ScanField
    ) -> Predicate<ScanField> {
        func reference(_ name: String) -> ScanField {
            source.recordField(name).map(field) ?? .absent(name)
        }
        func isFilled(_ name: String) -> Predicate<ScanField> {
            .matches(reference(name), [TextPattern("*")])
        }
        // Raw events have no empty values, only a list of the fields that are there and empty.
        func isEmpty(_ name: String) -> Predicate<ScanField> {
            guard let name = source.recordField(name) else { return .or([]) }
            let text = WildcardText([.literal(Array(RecordSource.plainName(name).utf8))])
            return .passes(field(RecordSource.emptyNames), .part(.text(text, isCased: true)))
        }
        switch self {
        case .and(let parts): return .every(parts.map { $0.predicate(of: source, field) })
        case .or(let parts): return Self.alternatives(parts, source, field)
        case .not(let part): return .not(part.predicate(of: source, field))
        case .field(let name, let test):
            let filled = test.predicate(on: reference(name))
            return test.passes("") ? .or([filled, isEmpty(name)]) : filled
        case .missing(let name): return .not(.or([isFilled(name), isEmpty(name)]))
        case .present(let name): return .or([isFilled(name), isEmpty(name)])
        case .compare(let name, let comparison, let other):
            let filled = Predicate.compares(reference(name), comparison, reference(other))
            // An empty text stands at every place of another.
            let isAnywhere = comparison.mayGoOn || comparison.mayBeginBefore
            let left = isAnywhere ? .or([isFilled(name), isEmpty(name)]) : isEmpty(name)
            return .or([filled, .and([isEmpty(other), left])])
        case .keyword(let test):
            let filled = Self.keyword(test, field(RecordSource.everyValue))
            // Among all values there are no empty ones.
            let hasEmpty = Predicate.matches(
                field(RecordSource.emptyNames), [TextPattern("*")])
            return test.passes("") ? .or([filled, hasEmpty]) : filled
        }
    }

    /// - Parameter values: All values of a record that are not empty.
    private static func keyword(
        _ test: ValueTest, _ values: ScanField
    ) -> Predicate<ScanField> {
        let part = Predicate<ScanField>.passes(values, .part(test))
        // What a pattern finds in all values together is cheap to look for, and needed.
        guard case .text(let text, let isCased) = test,
            let pattern = text.pattern(isCaseSensitive: isCased)
        else { return part }
        return .and([.matches(values, [pattern]), part])
    }

    /// Patterns of one field are one condition: lists of them are looked up together.
    private static func alternatives(
        _ parts: [Condition], _ source: RecordSource, _ field: (String) -> ScanField
    ) -> Predicate<ScanField> {
        var lowered: [Predicate<ScanField>] = []
        var places: [ScanField: Int] = [:]
        for part in parts {
            let next = part.predicate(of: source, field)
            if case .matches(let reference, let patterns) = next {
                if let place = places[reference], case .matches(_, let before) = lowered[place] {
                    lowered[place] = .matches(reference, before + patterns)
                    continue
                }
                places[reference] = lowered.count
            }
            lowered.append(next)
        }
        return lowered.count == 1 ? lowered[0] : .or(lowered)
    }
}

extension Predicate {
    /// All of the parts, those of a conjunction among them each by itself.
    static func every(_ parts: [Predicate]) -> Predicate {
        let flat = parts.flatMap { part in
            if case .and(let inner) = part { inner } else { [part] }
        }
        return flat.count == 1 ? flat[0] : .and(flat)
    }
}

extension ValueTest {
    fileprivate func predicate(on field: ScanField) -> Predicate<ScanField> {
        if case .text(let text, let isCased) = self,
            let pattern = text.pattern(isCaseSensitive: isCased)
        {
            return .matches(field, [pattern])
        }
        return .passes(field, self)
    }
}

extension RecordSource {
    /// The field that holds every value of a record, with a NUL behind each.
    package static let everyValue = "_values"

    /// The field that holds the names of fields that are there and empty, with a NUL behind each.
    package static let emptyNames = "_empty"

    /// Which records it is, as a scan asks for them.
    package func membership(_ field: (String) -> ScanField) -> Predicate<ScanField> {
        var parts: [Predicate<ScanField>] = []
        func note(_ name: String, _ values: [String]) {
            guard !values.isEmpty else { return }
            parts.append(.matches(field(name), values.map { TextPattern($0) }))
        }
        note("EventID", eventIDs.map(String.init))
        note("Channel", channels)
        for condition in values { note(condition.field, condition.values) }
        return .every(parts)
    }
}
