/// `min()` or `max()` of a field: numeric while all values are numbers, by character otherwise.
struct Extreme: Equatable, Sendable {
    /// The most extreme value by character, of all values; nil before the first.
    var text: String?
    /// The most extreme number; nil once a value was not a number.
    var number: Double?

    mutating func add(_ value: String, isMaximum: Bool) {
        merge(Extreme(text: value, number: NumericText.number(value)), isMaximum: isMaximum)
    }

    mutating func merge(_ other: Extreme, isMaximum: Bool) {
        guard let otherText = other.text else { return }
        guard let ownText = text else {
            self = other
            return
        }
        // By byte: strings of Swift compare equal what is only equivalent.
        let isGreater = ownText.utf8.lexicographicallyPrecedes(otherText.utf8)
        text = isGreater == isMaximum ? otherText : ownText
        if let a = number, let b = other.number {
            number = isMaximum ? max(a, b) : min(a, b)
        } else {
            number = nil
        }
    }
}
