/// All members of one JSON object, laid out one behind the other: for who must look at keys that no
/// table knows beforehand.
///
/// As strict as ``JSONReader``. Nesting is kept in the nodes, never on the program's stack.
struct JSONTape: Sendable {
    enum Kind: Sendable {
        /// A string without escapes, or with some: the value is its inside.
        case string, escapedString
        case number
        /// `true` or `false`.
        case word
        case null
        case object, array
    }

    struct Node: Sendable {
        /// The inside of the key; empty for the root and for elements of arrays.
        var key: Range<Int>
        var hasEscapedKey: Bool
        var kind: Kind
        var value: Range<Int>
        /// Number of the node behind this one and all that it holds.
        var next: Int

        var isText: Bool { kind == .string || kind == .escapedString }
        var isScalar: Bool { kind != .object && kind != .array && kind != .null }
    }

    /// Values of one record; one of more is refused as too long. Events have some hundred.
    static let nodesMax = 1 << 18

    private(set) var nodes: [Node] = []
    /// Numbers of the open objects and arrays.
    private var open: [Int] = []

    private enum Expected { case keyOrEnd, key, valueOrEnd, value, commaOrEnd }

    /// Reads the object that stands at a range, blanks at its end included.
    ///
    /// - Returns: Why it cannot be read, or nil.
    mutating func read(_ text: Span<UInt8>, _ range: Range<Int>) -> SkipReason? {
        nodes.removeAll(keepingCapacity: true)
        open.removeAll(keepingCapacity: true)
        var at = range.lowerBound
        let end = range.upperBound
        guard at < end else { return .truncated }
        guard text[at] == UInt8(ascii: "{") else { return .malformedJSON }
        var expected = Expected.value
        var key = 0..<0
        var hasEscapes = false
        while true {
            while at < end, ASCII.isBlank(text[at]) { at += 1 }
            if open.isEmpty, !nodes.isEmpty { return at == end ? nil : .malformedJSON }
            guard at < end else { return .truncated }
            var reason: SkipReason?
            switch (expected, text[at]) {
            case (.keyOrEnd, UInt8(ascii: "}")), (.valueOrEnd, UInt8(ascii: "]")):
                at += 1
                close(at)
                expected = .commaOrEnd
            case (.keyOrEnd, UInt8(ascii: "\"")), (.key, UInt8(ascii: "\"")):
                reason = self.key(text, &at, end, &key, &hasEscapes)
                expected = .value
            case (.value, _), (.valueOrEnd, _):
                reason = value(text, &at, end, key, hasEscapes, &expected)
                (key, hasEscapes) = (0..<0, false)
            case (.commaOrEnd, let byte):
                at += 1
                reason = separator(byte, at, &expected)
            default: reason = .malformedJSON
            }
            if let reason { return reason }
        }
    }

    private mutating func key(
        _ text: Span<UInt8>, _ at: inout Int, _ end: Int, _ key: inout Range<Int>,
        _ hasEscapes: inout Bool
    ) -> SkipReason? {
        let start = at + 1
        if let reason = JSONToken.skipString(text, &at, end, &hasEscapes) { return reason }
        key = start..<at - 1
        while at < end, ASCII.isBlank(text[at]) { at += 1 }
        guard at < end else { return .truncated }
        guard text[at] == UInt8(ascii: ":") else { return .malformedJSON }
        at += 1
        return nil
    }

    private mutating func separator(
        _ byte: UInt8, _ end: Int, _ expected: inout Expected
    ) -> SkipReason? {
        let isArray = nodes[open[open.count - 1]].kind == .array
        if byte == UInt8(ascii: ",") {
            expected = isArray ? .value : .key
            return nil
        }
        guard byte == (isArray ? UInt8(ascii: "]") : UInt8(ascii: "}")) else {
            return .malformedJSON
        }
        close(end)
        return nil
    }

    private mutating func close(_ end: Int) {
        let number = open.removeLast()
        nodes[number].value = nodes[number].value.lowerBound..<end
        nodes[number].next = nodes.count
    }

    private mutating func value(
        _ text: Span<UInt8>, _ at: inout Int, _ end: Int, _ key: Range<Int>, _ hasEscapedKey: Bool,
        _ expected: inout Expected
    ) -> SkipReason? {
        guard nodes.count < Self.nodesMax else { return .tooLong }
        let start = at
        var node = Node(
            key: key, hasEscapedKey: hasEscapedKey, kind: .number, value: start..<start,
            next: nodes.count + 1)
        expected = .commaOrEnd
        switch text[at] {
        case UInt8(ascii: "\""):
            var hasEscapes = false
            if let reason = JSONToken.skipString(text, &at, end, &hasEscapes) { return reason }
            node.kind = hasEscapes ? .escapedString : .string
            node.value = start + 1..<at - 1
            nodes.append(node)
            return nil
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard open.count < JSONReader.depthMax else { return .tooDeep }
            node.kind = text[at] == UInt8(ascii: "{") ? .object : .array
            expected = node.kind == .object ? .keyOrEnd : .valueOrEnd
            open.append(nodes.count)
            nodes.append(node)
            at += 1
            return nil
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            if let reason = JSONToken.skipNumber(text, &at, end) { return reason }
        case let byte:
            let other = byte == UInt8(ascii: "f") ? "false" : "null"
            let word = byte == UInt8(ascii: "t") ? "true" : other
            if let reason = JSONToken.skipLiteral(text, &at, end, word) { return reason }
            node.kind = byte == UInt8(ascii: "n") ? .null : .word
        }
        node.value = start..<at
        nodes.append(node)
        return nil
    }

    // MARK: looking

    /// Calls `body` with each member of an object, or element of an array, by number.
    func forEachMember(of number: Int, _ body: (Int) -> Void) {
        var member = number + 1
        while member < nodes[number].next {
            body(member)
            member = nodes[member].next
        }
    }
}
