/// Reads Windows event XML in one pass and notes where the values of known fields stand.
///
/// The whole record is checked for well-formedness (tags match, references are known, nothing
/// follows the root), so that a damaged record is never taken for a sound one of another kind.
/// It is more lenient than XML where that can only help: control characters and bytes that are not
/// UTF-8 are data, the characters of names and the uniqueness of attributes are not checked.
/// Namespace prefixes are ignored. Where a `Data` name comes twice the first value that is not
/// empty stands, as with Splunk's extractions (`MV_ADD` off).
struct XMLEventReader: Sendable {
    /// What is expected as the root.
    enum Document {
        /// A whole `<Event>`.
        case event
        /// `<EventData>` by itself or within another element, as within a Sentinel export.
        case eventData
    }

    /// Deeper nesting is refused; events need four levels.
    static let depthMax = 32

    static let eventIDElement = "EventID"

    /// Elements that mean something.
    private enum Element: Int {
        case event, system, eventData, data
        case provider, timeCreated, security
        case eventID, channel, computer, keywords
    }

    private enum Section { case none, system, eventData }

    private let elements: NameTable
    private let attributes: NameTable
    private let dataNames: NameTable
    private let dataStart = ByteScan.word("<Data Na")
    private let dataEnd = ByteScan.word("</Data>\0")
    private let sevenBytes = UInt64(littleEndian: 0xFF_FFFF_FFFF_FFFF)

    /// Names of the open elements, outermost first: so many of them. An array, because each read of
    /// an inline one copied all of it.
    private var open = [Range<Int>](repeating: 0..<0, count: depthMax)
    private var depth = 0
    private var section: Section = .none
    /// Depth of the element that opened `section`.
    private var sectionDepth = 0
    /// Slot of the element that is open and has had no child so far, or -1.
    private var valueSlot = -1
    private var valueStart = 0

    init(names: RawFieldNames) {
        var elements = NameTable()
        for (name, element) in [
            ("Event", Element.event), ("System", .system), ("EventData", .eventData),
            ("Data", .data), ("Provider", .provider), ("TimeCreated", .timeCreated),
            ("Security", .security), (Self.eventIDElement, .eventID), ("Channel", .channel),
            ("Computer", .computer), ("Keywords", .keywords),
        ] { elements.set(name, to: element.rawValue) }
        self.elements = elements
        var attributes = NameTable()
        for (name, field) in [
            ("Name", SystemField.provider), ("SystemTime", .timeCreated), ("UserID", .userID),
            // Sysmon for Linux
            ("UserId", .userID), ("Guid", .providerGUID),
        ] { attributes.set(name, to: field.rawValue) }
        self.attributes = attributes
        var dataNames = NameTable()
        for (index, name) in names.dataNames.enumerated() {
            dataNames.set(name, to: names.slot(ofDataName: index).index)
        }
        self.dataNames = dataNames
    }

    /// - Parameter range: Where the document stands in `text`, blanks at its end included.
    /// - Returns: Why the record cannot be read, or nil.
    mutating func read(
        _ text: Span<UInt8>, _ range: Range<Int>, as document: Document,
        into record: inout RawRecord
    ) -> SkipReason? {
        depth = 0
        section = .none
        valueSlot = -1
        var at = range.lowerBound
        let end = range.upperBound
        var hasRoot = false
        while true {
            if depth == 0 || at == end || text[at] != UInt8(ascii: "<") {
                if let reason = XMLToken.skipCharacters(text, &at, end, isInRoot: depth > 0) {
                    return reason
                }
            }
            guard at < end else { return depth == 0 && hasRoot ? nil : .truncated }
            guard at + 1 < end else { return .truncated }
            let reason: SkipReason?
            switch text[at + 1] {
            case UInt8(ascii: "/"): reason = closeElement(text, &at, end, into: &record)
            case UInt8(ascii: "!"):
                reason = XMLToken.skipDeclaration(text, &at, end, isInRoot: depth > 0)
            case UInt8(ascii: "?"): reason = XMLToken.skip(text, &at, end, to: "?>")
            default:
                if depth == 0 {
                    // A second root, or the root.
                    if hasRoot { return .malformedXML }
                    hasRoot = true
                }
                reason =
                    readData(text, &at, end, into: &record)
                    ? nil : openElement(text, &at, end, as: document, into: &record)
            }
            if let reason { return reason }
        }
    }

    // MARK: elements

    /// What nine of ten elements of an event are, `<Data Name='…'>…</Data>`, without a detour.
    ///
    /// - Returns: Whether that was it, or its start tag was; otherwise nothing is changed.
    private mutating func readData(
        _ text: Span<UInt8>, _ at: inout Int, _ end: Int, into record: inout RawRecord
    ) -> Bool {
        let start = at + 12
        guard section == .eventData, depth == sectionDepth, start + 8 <= end,
            depth < Self.depthMax, ByteScan.word(text, at) == dataStart,
            text[at + 8] == UInt8(ascii: "m"), text[at + 9] == UInt8(ascii: "e"),
            text[at + 10] == UInt8(ascii: "=")
        else { return false }
        let quote = text[at + 11]
        guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { return false }
        let nameEnd = ByteScan.first(
            quote, UInt8(ascii: "<"), UInt8(ascii: "&"), in: text, start, end)
        guard nameEnd + 1 < end, text[nameEnd] == quote, text[nameEnd + 1] == UInt8(ascii: ">")
        else { return false }
        let slot = dataNames.value(text, start..<nameEnd) ?? -1
        let valueStart = nameEnd + 2
        let stop = XMLToken.nextMarkup(text, valueStart, end)
        if stop + 8 <= end, ByteScan.word(text, stop) & sevenBytes == dataEnd {
            if slot >= 0, valueStart < stop, record.isAbsent(slot) {
                record.note(slot, valueStart..<stop, .xml)
            }
            at = stop + 7
            return true
        }
        valueSlot = slot
        push(at + 1..<at + 5)
        self.valueStart = valueStart
        at = valueStart
        return true
    }

    private mutating func openElement(
        _ text: Span<UInt8>, _ at: inout Int, _ end: Int, as document: Document,
        into record: inout RawRecord
    ) -> SkipReason? {
        let (name, local) = XMLToken.name(text, at + 1, end)
        guard name.upperBound < end else { return .truncated }
        guard !name.isEmpty, XMLToken.canBeginName(text[name.lowerBound]) else {
            return .malformedXML
        }
        guard depth < Self.depthMax else { return .tooDeep }
        let element = elements.value(text, local..<name.upperBound).flatMap(Element.init)
        if depth == 0, document == .event, element != .event { return .unknownFormat }
        push(name)
        valueSlot = slot(of: element)
        enterSection(element, document)
        at = name.upperBound
        while true {
            switch XMLToken.tagPart(text, &at, end) {
            case .refused(let reason): return reason
            case .opened:
                valueStart = at
                return nil
            case .empty:
                leaveElement()
                return nil
            case .attribute(let name, let value):
                take(text, attribute: name, value: value, of: element, into: &record)
            }
        }
    }

    private mutating func closeElement(
        _ text: Span<UInt8>, _ at: inout Int, _ end: Int, into record: inout RawRecord
    ) -> SkipReason? {
        guard depth > 0 else { return .malformedXML }
        let behind: Int
        switch XMLToken.endTag(text, at, end, of: open[depth - 1]) {
        case .refused(let reason): return reason
        case .closes(let end): behind = end
        }
        if valueSlot >= 0, valueStart < at, record.isAbsent(valueSlot) {
            record.note(valueSlot, valueStart..<at, .xml)
        }
        at = behind
        leaveElement()
        return nil
    }

    private mutating func push(_ name: Range<Int>) {
        open[depth] = name
        depth += 1
    }

    private mutating func leaveElement() {
        if section != .none, depth == sectionDepth { section = .none }
        depth -= 1
        valueSlot = -1
    }

    /// The slot of an element's content, where it is a known child of `System`.
    private func slot(of element: Element?) -> Int {
        guard section == .system, depth == sectionDepth + 1 else { return -1 }
        switch element {
        case .eventID: return SystemField.eventID.rawValue
        case .channel: return SystemField.channel.rawValue
        case .computer: return SystemField.computer.rawValue
        case .keywords: return SystemField.keywords.rawValue
        default: return -1
        }
    }

    /// `System` and `EventData` count directly below the root only: `RenderingInfo` repeats names.
    private mutating func enterSection(_ element: Element?, _ document: Document) {
        guard section == .none else { return }
        switch (element, depth) {
        case (.system, 2) where document == .event: section = .system
        case (.eventData, 2), (.eventData, 1): section = .eventData
        default: return
        }
        sectionDepth = depth
    }

    // MARK: attributes

    private mutating func take(
        _ text: Span<UInt8>, attribute name: Range<Int>, value: Range<Int>, of element: Element?,
        into record: inout RawRecord
    ) {
        guard depth == sectionDepth + 1, let element else { return }
        switch (section, element) {
        case (.eventData, .data):
            guard attributes.value(text, name) == SystemField.provider.rawValue else { return }
            valueSlot = dataNames.value(text, value) ?? -1
        case (.system, .provider), (.system, .timeCreated), (.system, .security):
            guard let slot = attributes.value(text, name), record.isAbsent(slot),
                element != .provider || slot == SystemField.provider.rawValue
                    || slot == SystemField.providerGUID.rawValue
                        && record.isAbsent(SystemField.provider.rawValue),
                element != .timeCreated || slot == SystemField.timeCreated.rawValue,
                element != .security || slot == SystemField.userID.rawValue
            else { return }
            record.note(slot, value, .xml)
        default: return
        }
    }
}
