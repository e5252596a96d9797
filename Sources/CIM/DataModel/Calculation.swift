/// A field that a data model calculates from the others.
package struct Calculation<Field: DataSetField>: Sendable {
    let step: CalculationStep

    private init(_ field: Field, _ value: CalculationStep.Value) {
        step = CalculationStep(field: field.id, value: value)
    }

    /// `if(isnull(f) OR f="","unknown",f)`
    static func unknown(_ field: Field) -> Self { Self(field, .unknown) }

    /// `if(isnum(f),f,n)`
    ///
    /// - Parameter other: Nil: null.
    static func number(_ field: Field, else other: Int?) -> Self {
        Self(field, .number(else: other))
    }

    static func lowercase(_ field: Field) -> Self { Self(field, .lowercase) }

    /// The value of another field, where this one is missing and that one is not.
    static func same(_ field: Field, as other: Field) -> Self { Self(field, .same(other.id)) }

    /// `replace(f,"^\s*([^\s]+).*","\1")` of another field, where this one is missing: its first
    /// word, the path kept. `.` ends at a line feed, so further lines stay behind it; a value of
    /// blanks only stays as it is.
    static func firstWord(_ field: Field, of other: Field) -> Self {
        Self(field, .firstWord(other.id))
    }

    /// What stands in a list for the value of another field; null where that is not listed.
    static func lookup(
        _ field: Field, of other: Field, _ list: [(keys: [[UInt8]], text: Produced)]
    ) -> Self { Self(field, .lookup(other.id, list)) }

    /// `vendor_product`: what the source gives, else its sourcetype, else `unknown`. The model's
    /// `vendor` and `product` are set by no source.
    static func vendorProduct() -> [Self] {
        [same(.vendor_product, as: .sourcetype), unknown(.vendor_product)]
    }
}

/// A calculation of whatever data set.
struct CalculationStep: Sendable {
    let field: FieldID
    let value: Value

    enum Value: Sendable {
        case unknown
        case number(else: Int?)
        case lowercase
        case same(FieldID)
        case firstWord(FieldID)
        case lookup(FieldID, [(keys: [[UInt8]], text: Produced)])
    }

    /// The field that the value is taken from, beside its own.
    var source: FieldID? {
        switch value {
        case .unknown, .number, .lowercase: nil
        case .same(let other), .firstWord(let other), .lookup(let other, _): other
        }
    }

    func apply(_ event: inout Event, _ unknown: inout UnknownFill) {
        switch value {
        case .unknown: unknown.fill(field, of: &event)
        case .number(let other):
            guard !event.isNumber(field) else { return }
            event.set(field, to: other.map(MappedValue.number) ?? .null)
        case .lowercase: event.lowercase(field)
        case .same(let other):
            if event.isMissing(field), !event.isMissing(other) { event.set(field, sameAs: other) }
        case .firstWord(let other): setFirstWord(of: other, &event)
        case .lookup(let other, let list):
            let found = event.range(of: other).flatMap { range in
                list.first { entry in
                    entry.keys.contains { ASCII.equals(event.bytes, range, $0) }
                }
            }
            event.set(field, to: found.map { .produced($0.text) } ?? .null)
        }
    }

    private func setFirstWord(of other: FieldID, _ event: inout Event) {
        guard event.isMissing(field), let whole = event.range(of: other) else { return }
        let bytes = event.bytes
        var start = whole.lowerBound
        while start < whole.upperBound, ASCII.isSpace(bytes[start]) { start += 1 }
        let word = Cut.leading(bytes, start..<whole.upperBound, until: ASCII.isSpace)
        if word.isEmpty { return event.set(field, sameAs: other) }
        let line = Cut.leading(bytes, word.upperBound..<whole.upperBound) { $0 == 0x0A }
        if line.upperBound == whole.upperBound {
            event.set(field, range: word)
        } else {
            event.set(
                field,
                to: .joined([.text(word), .text(line.upperBound..<whole.upperBound)]))
        }
    }
}
