import CIM
import SPL

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

extension Event {
    /// Whether some value of a field fulfils a condition: a field may hold a list.
    func hasValue(of field: ScanField, where condition: (Span<UInt8>) -> Bool) -> Bool {
        guard case .field(let id) = field, isList(id) else {
            return value(of: field, condition) ?? false
        }
        var isFound = false
        forEachValue(of: id) { range in
            isFound = isFound || condition(bytes.span.extracting(range))
        }
        return isFound
    }
}

extension Event {
    /// The values of a field as texts.
    func texts(of field: ScanField) -> [String] {
        switch field {
        case .field(let id): strings(id)
        case .time: [time.epochText]
        case .absent: []
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
