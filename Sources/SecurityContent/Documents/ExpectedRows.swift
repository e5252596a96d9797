/// How many rows a test expects: `expected_results` of a test.
///
/// A whole number is that many and no other; 0 is a test of what must not be found. A range is
/// `2-5`, `'>=3'`, `'>3'`, `<=5`, `<5`, or a mapping `{min, max}` of which one may be left out.
///
/// Source: contentctl-ng, `SearchTest.expected_results`, for the number. Ranges are riskd's own.
package struct ExpectedRows: Equatable, Sendable {
    package let counts: ClosedRange<Int>

    static let key = "expected_results"

    enum Reading: Equatable {
        case rows(ExpectedRows?)
        case unreadable(String)
    }

    init(_ counts: ClosedRange<Int>) { self.counts = counts }

    static func read(_ test: YAMLMapping) -> Reading {
        guard let node = test.node(key) else { return .rows(nil) }
        let counts: ClosedRange<Int>? =
            switch node.content {
            case .scalar(let text, _): range(text)
            case .mapping(let entries): range(entries)
            case .sequence: nil
            }
        if let counts { return .rows(ExpectedRows(counts)) }
        let given = node.text.map { "\"\($0)\"" } ?? node.kind
        return .unreadable(
            "\(test.name(of: key)) is \(given): write a number of rows, such as 3, or a range, such "
                + "as 2-5, '>=3' or {min: 2, max: 5}")
    }

    private static func range(_ text: String) -> ClosedRange<Int>? {
        let text = text.filter { !$0.isWhitespace }
        if let count = number(text[...]) { return count...count }
        let signs: [(String, (Int) -> ClosedRange<Int>?)] = [
            (">=", { $0...Int.max }), ("<=", { 0...$0 }),
            (">", { $0 < Int.max ? ($0 + 1)...Int.max : nil }),
            ("<", { $0 > 0 ? 0...($0 - 1) : nil }),
        ]
        for (sign, range) in signs where text.hasPrefix(sign) {
            return number(text.dropFirst(sign.count)).flatMap(range)
        }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = number(ends[0]), let last = number(ends[1]),
            first <= last
        else { return nil }
        return first...last
    }

    private static func range(_ entries: [YAMLEntry]) -> ClosedRange<Int>? {
        guard !entries.isEmpty, entries.allSatisfy({ ["min", "max"].contains($0.key) }) else {
            return nil
        }
        func end(_ key: String, _ otherwise: Int) -> Int? {
            guard let entry = entries.first(where: { $0.key == key }) else { return otherwise }
            return entry.value.text.flatMap { number($0[...]) }
        }
        guard let first = end("min", 0), let last = end("max", .max), first <= last else {
            return nil
        }
        return first...last
    }

    /// Digits and nothing else.
    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }

    /// Why so many rows are not what was expected; nil where they are.
    package func objection(to count: Int) -> String? {
        counts.contains(count) ? nil : "\(count) row(s), expected: \(text)"
    }

    private var text: String {
        if counts.upperBound == 0 { return "none" }
        if counts.lowerBound == counts.upperBound { return "\(counts.lowerBound)" }
        if counts.upperBound == .max { return "\(counts.lowerBound) or more" }
        return "\(counts.lowerBound) to \(counts.upperBound)"
    }
}
