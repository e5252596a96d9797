/// Reads a whole Windows event in XML in one pass and notes where the values of its fields stand, by
/// the names that Splunk's add-on gives them.
///
/// As strict and as lenient as ``XMLEventReader``, which reads the few fields of data models.
///
/// Source: Splunk_TA_windows 8.1.2, the reports of stanza `XmlWinEventLog`.
struct RawXMLReader: Sendable {
    /// What came of reading.
    enum Outcome: Equatable {
        case read
        /// Nobody wants events of this id and channel; the rest of the record was not looked at.
        case dismissed
        case refused(SkipReason)
    }

    private enum Section { case none, system, eventData, userData, rendering }

    private let sections: NameTable
    private let heads: NameTable
    private let nameAttribute = Array("Name".utf8)
    private let subjects: NameTable

    private var open = [Range<Int>](repeating: 0..<0, count: XMLEventReader.depthMax)
    private var depth = 0
    private var section = Section.none
    /// Depth of the element that is the section: below an event, or the root of a document of its own.
    private var baseDepth = 2
    /// Where the content of the section begins.
    private var sectionStart = 0
    /// Name of the field that the content of the open element is the value of; nil where it is none's,
    /// or where the element has had a child.
    private var fieldName: Range<Int>?
    private var valueStart = 0
    /// Whether the open element of the system's part has attributes: without a text it is not empty.
    private var hasAttribute = false
    /// Whether the open element is data without a name, and has had no child.
    private var isUnnamed = false
    /// Whether the subject within `UserData` is one of fields, as of 1100 and 1102.
    private var readsUserData = false

    private enum Head: Int {
        case eventID, channel, computer
        case provider, providerGUID, systemTime
    }

    init() {
        sections = Self.table([
            "System": 1, "EventData": 2, "UserData": 3, "RenderingInfo": 4,
        ])
        heads = Self.table([
            "EventID": Head.eventID.rawValue, "Channel": Head.channel.rawValue,
            "Computer": Head.computer.rawValue, "Name": Head.provider.rawValue,
            "Guid": Head.providerGUID.rawValue, "SystemTime": Head.systemTime.rawValue,
        ])
        subjects = Self.table([
            "SubjectUserSid": 0, "SubjectUserName": 0, "SubjectDomainName": 0,
            "SubjectLogonId": 0,
        ])
    }

    private static func table(_ names: KeyValuePairs<StaticString, Int>) -> NameTable {
        var table = NameTable()
        for (name, value) in names { table.set("\(name)", to: value) }
        return table
    }

    /// - Parameters:
    ///   - range: Where the document stands in `text`, blanks at its end included.
    ///   - document: What the root is.
    mutating func read(
        _ text: Span<UInt8>, _ range: Range<Int>, as document: XMLEventReader.Document = .event,
        wanted: WantedIndex?, into values: inout RawValues, _ head: inout RawHead
    ) -> Outcome {
        depth = 0
        section = .none
        fieldName = nil
        isUnnamed = false
        readsUserData = false
        var at = range.lowerBound
        let end = range.upperBound
        var hasRoot = false
        while true {
            if depth == 0 || at == end || text[at] != UInt8(ascii: "<") {
                if let reason = XMLToken.skipCharacters(text, &at, end, isInRoot: depth > 0) {
                    return .refused(reason)
                }
            }
            guard at < end else { return depth == 0 && hasRoot ? .read : .refused(.truncated) }
            guard at + 1 < end else { return .refused(.truncated) }
            var reason: SkipReason?
            switch text[at + 1] {
            case UInt8(ascii: "/"):
                let wasSystem = section == .system && depth == 2
                reason = closeElement(text, &at, end, into: &values, &head)
                if reason == nil, wasSystem, !isWanted(text, wanted, head) { return .dismissed }
            case UInt8(ascii: "!"):
                reason = XMLToken.skipDeclaration(text, &at, end, isInRoot: depth > 0)
            case UInt8(ascii: "?"): reason = XMLToken.skip(text, &at, end, to: "?>")
            default:
                if depth == 0 {
                    if hasRoot { return .refused(.malformedXML) }
                    hasRoot = true
                }
                reason = openElement(text, &at, end, as: document, into: &values, &head)
            }
            if let reason { return .refused(reason) }
        }
    }

    /// Asked when `System` is closed.
    private mutating func isWanted(
        _ text: Span<UInt8>, _ wanted: WantedIndex?, _ head: RawHead
    ) -> Bool {
        guard let range = head.eventID?.range,
            let eventID = SourceEvent.number(text, range)
        else { return true }
        readsUserData = eventID == 1_100 || eventID == 1_102
        guard let wanted else { return true }
        // A name that is not plain is compared when it is decoded.
        let channel = head.channel?.range
        let isPlain = channel.map { XMLText.isPlain(text, $0) } ?? true
        return wanted.contains(eventID, text, isPlain ? channel : nil)
    }

    // MARK: elements

    private mutating func openElement(
        _ text: Span<UInt8>, _ at: inout Int, _ end: Int, as document: XMLEventReader.Document,
        into values: inout RawValues, _ head: inout RawHead
    ) -> SkipReason? {
        let (name, local) = XMLToken.name(text, at + 1, end)
        guard name.upperBound < end else { return .truncated }
        guard !name.isEmpty, XMLToken.canBeginName(text[name.lowerBound]) else {
            return .malformedXML
        }
        guard depth < XMLEventReader.depthMax else { return .tooDeep }
        if depth == 0, document == .event, !RecordStart.opensEvent(text, local, end) {
            return .unknownFormat
        }
        open[depth] = name
        depth += 1
        enter(text, local..<name.upperBound, document)
        fieldName = isField(text, local..<name.upperBound) ? local..<name.upperBound : nil
        hasAttribute = false
        isUnnamed =
            section == .eventData && depth == baseDepth + 1
            && name.upperBound - local == 4
            && XMLToken.stands(text, local, name.upperBound, "Data")
        at = name.upperBound
        while true {
            switch XMLToken.tagPart(text, &at, end) {
            case .refused(let reason): return reason
            case .opened:
                valueStart = at
                if section != .none, depth == baseDepth { sectionStart = at }
                return nil
            case .empty:
                // An element without content is there, and empty.
                noteField(text, at..<at, into: &values)
                leaveElement()
                return nil
            case .attribute(let attribute, let value):
                take(text, attribute, value, into: &values, &head)
            }
        }
    }

    private mutating func enter(
        _ text: Span<UInt8>, _ name: Range<Int>, _ document: XMLEventReader.Document
    ) {
        guard section == .none, depth == 2 || document == .eventData && depth == 1,
            let number = sections.value(text, name)
        else { return }
        if document == .eventData, number != 2 { return }
        baseDepth = depth
        section = [.none, .system, .eventData, .userData, .rendering][number]
    }

    /// Whether the content of the element that was opened is the value of a field of its name.
    private func isField(_ text: Span<UInt8>, _ name: Range<Int>) -> Bool {
        switch section {
        case .system: depth == 3
        case .rendering: depth >= 3
        case .userData: depth > baseDepth + 1
        case .none, .eventData: false
        }
    }

    private mutating func closeElement(
        _ text: Span<UInt8>, _ at: inout Int, _ end: Int, into values: inout RawValues,
        _ head: inout RawHead
    ) -> SkipReason? {
        guard depth > 0 else { return .malformedXML }
        let behind: Int
        switch XMLToken.endTag(text, at, end, of: open[depth - 1]) {
        case .refused(let reason): return reason
        case .closes(let end): behind = end
        }
        noteField(text, valueStart..<at, into: &values)
        if let name = fieldName, section == .system {
            note(text, name, valueStart..<at, isAttribute: false, &head)
        }
        if isUnnamed { values.note(.unnamedData, valueStart..<at, .xml) }
        if section != .none, depth == baseDepth { keepBlock(sectionStart..<at, into: &values) }
        at = behind
        leaveElement()
        return nil
    }

    /// Notes the text of the open element, if it is the value of a field.
    private func noteField(_ text: Span<UInt8>, _ value: Range<Int>, into values: inout RawValues) {
        guard let name = fieldName, !value.isEmpty || !hasAttribute else { return }
        guard section == .userData, !readsUserData || subjects.value(text, name) == nil else {
            return values.note(text, name, value, .xml)
        }
        values.note(userData: text, name, value, .xml)
    }

    private mutating func leaveElement() {
        if section != .none, depth == baseDepth { section = .none }
        depth -= 1
        fieldName = nil
        isUnnamed = false
    }

    private func keepBlock(_ range: Range<Int>, into values: inout RawValues) {
        switch section {
        case .system: values.note(.systemXML, range, .decoded)
        case .eventData: values.note(.eventDataXML, range, .decoded)
        case .userData: values.note(.userDataXML, range, .decoded)
        case .none, .rendering: break
        }
    }

    // MARK: attributes

    private mutating func take(
        _ text: Span<UInt8>, _ attribute: Range<Int>, _ value: Range<Int>,
        into values: inout RawValues, _ head: inout RawHead
    ) {
        guard depth == baseDepth + 1 else { return }
        switch section {
        case .system:
            guard !isNamespace(text, attribute) else { return }
            hasAttribute = true
            values.note(text, attribute, value, .xml)
            note(text, attribute, value, isAttribute: true, &head)
        case .eventData where equals(text, attribute, nameAttribute):
            fieldName = value
            isUnnamed = false
        case .eventData, .none, .userData, .rendering: break
        }
    }

    private func isNamespace(_ text: Span<UInt8>, _ name: Range<Int>) -> Bool {
        XMLToken.stands(text, name.lowerBound, name.upperBound, "xmlns")
    }

    private func equals(_ text: Span<UInt8>, _ range: Range<Int>, _ word: [UInt8]) -> Bool {
        guard range.count == word.count else { return false }
        for index in word.indices where text[range.lowerBound + index] != word[index] {
            return false
        }
        return true
    }

    private func note(
        _ text: Span<UInt8>, _ name: Range<Int>, _ value: Range<Int>, isAttribute: Bool,
        _ head: inout RawHead
    ) {
        guard let found = heads.value(text, name).flatMap(Head.init) else { return }
        let place = RawHead.Place(range: value, encoding: .xml)
        switch (found, isAttribute) {
        case (.eventID, false): head.eventID = head.eventID ?? place
        case (.channel, false): head.channel = head.channel ?? place
        case (.computer, false): head.computer = head.computer ?? place
        case (.provider, true): head.provider = head.provider ?? place
        case (.providerGUID, true): head.providerGUID = head.providerGUID ?? place
        case (.systemTime, true) where head.times.isEmpty:
            head.note(time: SystemField.timeCreated.field, value, .xml)
        default: break
        }
    }
}
