/// Reads one JSON object in one pass and notes where the values of known fields stand.
///
/// Strict about the grammar, so that a damaged record is never taken for a sound one of another
/// kind, with one leniency: raw control characters within strings are data, NUL among them. Where
/// a key comes twice the last value stands. Of a list of scalars the first stands. Nesting is kept
/// on a stack of its own, never on the program's.
struct JSONReader: Sendable {
    /// Deeper nesting is refused.
    static let depthMax = 64

    private struct Level {
        var isArray: Bool
        /// Of the object; of the object around it, for an array.
        var context: JSONContext
        /// What the values of an array mean; the slot that led to an object.
        var role: JSONRole
        /// Whether this object is one member of the list `EventData.Data`.
        var isItem = false
        /// Whether an array has given its first scalar.
        var isTaken = false
    }

    private enum Expected { case keyOrEnd, key, valueOrEnd, value, commaOrEnd }

    private let shape: JSONShape
    /// Whether keys are looked for in the record before.
    private let remembers: Bool
    private var memo = JSONKeyMemo()
    /// The open objects and arrays, outermost first: so many of them. An array, so that the reader
    /// is small: a call that may not change the reader may copy it.
    private var open = [Level](
        repeating: Level(isArray: false, context: .root, role: JSONRole()), count: depthMax)
    private var depth = 0
    /// What the value that comes next means.
    private var role = JSONRole()
    /// Slot and text of the member of `EventData.Data` that is open.
    private var itemSlot = JSONRole.noSlot
    private var itemText: Range<Int>?
    /// A key or name without its escapes, in the rare case that it has any.
    private var unescaped: [UInt8] = []

    init(names: RawFieldNames, isWide: Bool = false, remembers: Bool = true) {
        shape = JSONShape(names: names, isWide: isWide)
        self.remembers = remembers
    }

    /// - Parameter range: Where the object stands in `text`, blanks at its end included.
    /// - Returns: Why the record cannot be read, or nil.
    mutating func read(
        _ text: Span<UInt8>, _ range: Range<Int>, into record: inout RawRecord
    ) -> SkipReason? {
        depth = 0
        memo.restart()
        var at = range.lowerBound
        let end = range.upperBound
        guard at < end else { return .truncated }
        guard text[at] == UInt8(ascii: "{") else { return .malformedJSON }
        push(Level(isArray: false, context: .root, role: JSONRole()))
        at += 1
        var expected = Expected.keyOrEnd
        while true {
            while at < end, ASCII.isBlank(text[at]) { at += 1 }
            if depth == 0 { return at == end ? nil : .malformedJSON }
            guard at < end else { return .truncated }
            let reason: SkipReason?
            switch (expected, text[at]) {
            case (.keyOrEnd, UInt8(ascii: "}")), (.valueOrEnd, UInt8(ascii: "]")):
                close(text, into: &record)
                at += 1
                expected = .commaOrEnd
                reason = nil
            case (.keyOrEnd, UInt8(ascii: "\"")), (.key, UInt8(ascii: "\"")):
                reason = key(text, &at, end)
                expected = .value
            case (.value, _), (.valueOrEnd, _):
                reason = value(text, &at, end, into: &record, &expected)
            case (.commaOrEnd, let byte):
                reason = separator(text, byte, into: &record, &expected)
                at += 1
            default: reason = .malformedJSON
            }
            if let reason { return reason }
        }
    }

    // MARK: structure

    private mutating func separator(
        _ text: Span<UInt8>, _ byte: UInt8, into record: inout RawRecord, _ expected: inout Expected
    ) -> SkipReason? {
        let isArray = open[depth - 1].isArray
        if byte == UInt8(ascii: ",") {
            expected = isArray ? .value : .key
            if isArray { role = open[depth - 1].role }
            return nil
        }
        guard byte == (isArray ? UInt8(ascii: "]") : UInt8(ascii: "}")) else {
            return .malformedJSON
        }
        close(text, into: &record)
        return nil
    }

    private mutating func push(_ level: Level) {
        open[depth] = level
        depth += 1
    }

    private mutating func openArray() -> SkipReason? {
        guard depth < Self.depthMax else { return .tooDeep }
        let context = open[depth - 1].context
        push(Level(isArray: true, context: context, role: role))
        return nil
    }

    private mutating func openObject() -> SkipReason? {
        guard depth < Self.depthMax else { return .tooDeep }
        let parent = open[depth - 1]
        var level = Level(isArray: false, context: role.child, role: role)
        if role.child == .dataItem, parent.context != .dataItem {
            level.isItem = true
            itemSlot = JSONRole.noSlot
            itemText = nil
        }
        if role.child == .text, role.slot == JSONRole.noSlot { level.context = .ignored }
        push(level)
        return nil
    }

    private mutating func close(_ text: Span<UInt8>, into record: inout RawRecord) {
        depth -= 1
        let level = open[depth]
        guard level.isItem, itemSlot >= 0, let range = itemText, !range.isEmpty,
            record.isAbsent(itemSlot)
        else { return }
        record.note(itemSlot, range, .json)
    }

    // MARK: keys

    /// Reads a key and its colon, and finds what the value means.
    private mutating func key(
        _ text: Span<UInt8>, _ at: inout Int, _ end: Int
    ) -> SkipReason? {
        let start = at + 1
        var hasEscapes = false
        if let reason = JSONToken.skipString(text, &at, end, &hasEscapes) { return reason }
        let range = start..<at - 1
        let context = open[depth - 1].context
        if context == .ignored {
            role = JSONRole()
        } else if hasEscapes {
            unescaped.removeAll(keepingCapacity: true)
            _ = JSONText.append(text, range, to: &unescaped)
            role = shape.meaning(of: unescaped.span, 0..<unescaped.count, in: context)
        } else {
            findRole(context, text, range)
        }
        if role.slot == JSONRole.inheritedSlot {
            role.slot = open[depth - 1].role.slot
            role.isWeak = open[depth - 1].role.isWeak
        }
        while at < end, ASCII.isBlank(text[at]) { at += 1 }
        guard at < end else { return .truncated }
        guard text[at] == UInt8(ascii: ":") else { return .malformedJSON }
        at += 1
        return nil
    }

    @inline(__always)
    private mutating func findRole(
        _ context: JSONContext, _ text: Span<UInt8>, _ range: Range<Int>
    ) {
        guard remembers else {
            role = shape.meaning(of: text, range, in: context)
            return
        }
        if let known = memo.role(context, text, range) {
            role = known
            memo.pass()
        } else {
            role = shape.meaning(of: text, range, in: context)
            memo.note(context, text, range, role)
        }
    }

    // MARK: values

    private mutating func value(
        _ text: Span<UInt8>, _ at: inout Int, _ end: Int, into record: inout RawRecord,
        _ expected: inout Expected
    ) -> SkipReason? {
        let start = at
        expected = .commaOrEnd
        switch text[at] {
        case UInt8(ascii: "\""):
            var hasEscapes = false
            if let reason = JSONToken.skipString(text, &at, end, &hasEscapes) { return reason }
            take(text, start + 1..<at - 1, hasEscapes, into: &record)
        case UInt8(ascii: "{"):
            at += 1
            expected = .keyOrEnd
            if role.child == .winlog {
                record.note(SystemField.winlogbeatMark.rawValue, start..<at, .json)
            }
            return openObject()
        case UInt8(ascii: "["):
            at += 1
            expected = .valueOrEnd
            return openArray()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            if let reason = JSONToken.skipNumber(text, &at, end) { return reason }
            take(text, start..<at, false, into: &record)
        case UInt8(ascii: "t"):
            if let reason = JSONToken.skipLiteral(text, &at, end, "true") { return reason }
            take(text, start..<at, false, into: &record)
        case UInt8(ascii: "f"):
            if let reason = JSONToken.skipLiteral(text, &at, end, "false") { return reason }
            take(text, start..<at, false, into: &record)
        case UInt8(ascii: "n"):
            if let reason = JSONToken.skipLiteral(text, &at, end, "null") { return reason }
            if role.slot >= 0, !role.isWeak, !open[depth - 1].isArray { record.remove(role.slot) }
        default: return .malformedJSON
        }
        return nil
    }

    private mutating func take(
        _ text: Span<UInt8>, _ range: Range<Int>, _ hasEscapes: Bool, into record: inout RawRecord
    ) {
        let top = depth - 1
        if role.slot == JSONRole.noSlot || open[top].isTaken { return }
        if open[top].isArray { open[top].isTaken = true }
        if role.slot >= 0 {
            if role.isWeak, !record.isAbsent(role.slot) { return }
            record.note(role.slot, range, .json)
        } else if role.slot == JSONRole.itemText {
            itemText = range
        } else if role.slot == JSONRole.itemName {
            unescaped.removeAll(keepingCapacity: true)
            if hasEscapes { _ = JSONText.append(text, range, to: &unescaped) }
            let role =
                hasEscapes
                ? shape.role(.eventData, unescaped.span, 0..<unescaped.count)
                : shape.role(.eventData, text, range)
            itemSlot = role?.slot ?? JSONRole.noSlot
        }
    }
}
