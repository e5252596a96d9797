package import CIM
package import SPL

extension Predicate<ScanField> {
    /// Whether an event satisfies the `where` of a scan. Allocates nothing but for ordered
    /// comparisons.
    package func holds(for event: borrowing Event) -> Bool {
        switch self {
        case .all: return true
        case .and(let parts):
            // In spans: what is taken out of an array is copied.
            let parts = parts.span
            for index in parts.indices where !parts[index].holds(for: event) { return false }
            return true
        case .or(let parts):
            let parts = parts.span
            for index in parts.indices where parts[index].holds(for: event) { return true }
            return false
        case .not(let part): return !part.holds(for: event)
        case .matches(let field, let patterns):
            return event.value(of: field) { bytes in
                let patterns = patterns.span
                for index in patterns.indices where patterns[index].matches(bytes) { return true }
                return false
            } ?? false
        case .differs(let field, let pattern):
            return event.value(of: field) { !pattern.matches($0) } ?? false
        case .ordered(let field, let ordering, let right):
            return event.value(of: field) { bytes in
                ordering.holds(String(decoding: bytes.array, as: UTF8.self), right)
            } ?? false
        // Summaries hold no raw text, so a bare term finds nothing in a data model.
        case .term: return false
        }
    }
}

extension Event {
    /// Calls `body` with the bytes of a field; nil where it is null.
    func value<R>(of field: ScanField, _ body: (Span<UInt8>) -> R) -> R? {
        switch field {
        case .field(let id):
            guard let range = range(of: id) else { return nil }
            return body(bytes.span.extracting(range))
        case .time:
            let text = Array(time.epochText.utf8)
            return body(text.span)
        case .absent: return nil
        }
    }
}

extension Span<UInt8> {
    /// The bytes as an array of their own.
    var array: [UInt8] {
        var copy: [UInt8] = []
        copy.append(self)
        return copy
    }
}

extension Ordering {
    /// Numeric when both sides are numbers, otherwise by character.
    func holds(_ left: String, _ right: String) -> Bool {
        if let a = NumericText.number(left), let b = NumericText.number(right) {
            return compare(a, b)
        }
        // By byte: strings of Swift compare equal what is only equivalent.
        return compare(left.utf8, right.utf8) { $0.lexicographicallyPrecedes($1) }
    }

    private func compare(_ a: Double, _ b: Double) -> Bool { compare(a, b, <) }

    private func compare<T>(_ a: T, _ b: T, _ precedes: (T, T) -> Bool) -> Bool {
        switch self {
        case .less: precedes(a, b)
        case .lessOrEqual: !precedes(b, a)
        case .greater: precedes(b, a)
        case .greaterOrEqual: !precedes(a, b)
        }
    }
}
