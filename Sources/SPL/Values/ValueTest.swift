package import RegularExpressions

/// What is asked of one value, where a ``TextPattern`` cannot say it.
package enum ValueTest: Hashable, Sendable {
    /// The whole of it matches; case of letters matters only where `isCased`.
    case text(WildcardText, isCased: Bool)
    /// The expression matches somewhere in it.
    case expression(RegularExpression)
    /// It is an address of the network, which is written as the text.
    case network(IPNetwork, String)
    /// It is a number in that order to another; other texts are in no order.
    case ordered(Ordering, Double)
    /// It is a time, of which the part is the number.
    case timePart(TimePart, Int)
    /// It is a list of texts, with a NUL behind each, of which one passes.
    indirect case part(ValueTest)
}

extension ValueTest {
    package func passes(_ value: String) -> Bool {
        switch self {
        case .text(let text, let isCased): text.matches(value, isCaseSensitive: isCased)
        case .expression(let expression): expression.matches(value)
        case .network(let network, _): IPAddress(value).map { network.contains($0) } ?? false
        case .ordered(let ordering, let number):
            DecimalText.number(value).map { ordering.holds($0, number) } ?? false
        case .timePart(let part, let number): part.of(value) == number
        case .part(let test):
            value.utf8.split(separator: 0, omittingEmptySubsequences: false).dropLast()
                .contains { test.passes(String(Substring($0))) }
        }
    }

    /// The test as a message shows it, and as a fingerprint tells it from others.
    package var text: String {
        switch self {
        case .text(let text, let isCased): "\(isCased ? "is CASE" : "is") \"\(text.text)\""
        case .expression(let expression): "matches /\(expression.pattern)/"
        case .network(_, let text): "is in \(text)"
        case .ordered(let ordering, let number): "\(ordering.rawValue) \(number)"
        case .timePart(let part, let number): "is at \(part.rawValue) \(number)"
        case .part(let test): "has one that \(test.text)"
        }
    }
}

extension Ordering {
    fileprivate func holds(_ a: Double, _ b: Double) -> Bool {
        switch self {
        case .less: a < b
        case .lessOrEqual: a <= b
        case .greater: a > b
        case .greaterOrEqual: a >= b
        }
    }
}

/// How the value of one field lies to that of another.
package struct FieldComparison: Hashable, Sendable {
    /// Whether it may go on behind the other value.
    package var mayGoOn = false
    /// Whether it may begin before the other value; where it may go on, too, it holds that somewhere.
    package var mayBeginBefore = false
    package var isCased = false

    package init() {}

    /// As ``ValueTest/text``.
    package var text: String {
        let relation =
            switch (mayBeginBefore, mayGoOn) {
            case (false, false): "is"
            case (false, true): "begins with"
            case (true, false): "ends with"
            case (true, true): "contains"
            }
        return isCased ? relation + " CASE" : relation
    }

    /// Whether one value lies so to another.
    package func holds(_ value: String, _ other: String) -> Bool {
        let value = Array((isCased ? value : value.lowercased()).utf8)
        let other = Array((isCased ? other : other.lowercased()).utf8)
        guard value.count >= other.count else { return false }
        let last = value.count - other.count
        func stands(at start: Int) -> Bool {
            value[start..<(start + other.count)].elementsEqual(other)
        }
        return switch (mayBeginBefore, mayGoOn) {
        case (false, false): last == 0 && stands(at: 0)
        case (false, true): stands(at: 0)
        case (true, false): stands(at: last)
        case (true, true): (0...last).contains(where: stands)
        }
    }
}
