/// Reads a Windows event in one of the JSON renderings that riskd knows and notes where the values of
/// its fields stand, by the names that they have in XML.
struct RawJSONReader: Sendable {
    enum Outcome: Equatable {
        case read
        /// A sound object that says of no event.
        case noEvent
        /// Nobody wants events of this id and channel; its data were not looked at.
        case dismissed
        case refused(SkipReason)
    }

    private let keys = RawJSONKeys()
    let words = RawJSONWords()
    var tape = JSONTape()
    /// A key without its escapes, where it has any.
    private var unescaped: [UInt8] = []
    /// Data of the record that is read: after the system's part, as in XML.
    private var data: [Int] = []
    private var dataObjects: [Int] = []
    private var userData: Int?
    private var renderingInfo: Int?
    private(set) var opcode: (node: Int, isValue: Bool)?
    private(set) var executionProcessID: Int?
    private(set) var processID: Int?
    private var computerRank = Int.max

    /// - Parameter range: Where the object stands in `text`.
    mutating func read(
        _ text: Span<UInt8>, _ range: Range<Int>, wanted: WantedIndex?, xml: inout RawXMLReader,
        into values: inout RawValues, _ head: inout RawHead
    ) -> Outcome {
        if let reason = tape.read(text, range) { return .refused(reason) }
        data.removeAll(keepingCapacity: true)
        dataObjects.removeAll(keepingCapacity: true)
        (userData, renderingInfo, opcode) = (nil, nil, nil)
        (executionProcessID, processID, computerRank) = (nil, nil, .max)
        readObject(0, in: .root, text, into: &values, &head)
        guard let eventID = head.eventID else { return .noEvent }
        if let wanted, let number = SourceEvent.number(text, eventID.range),
            !wanted.contains(number, text, plain(head.channel, text))
        {
            return .dismissed
        }
        if computerRank < .max, let computer = head.computer {
            values.note(.computer, computer.range, computer.encoding)
        }
        noteOpcode(text, into: &values)
        noteProcessIDs(text, into: &values)
        for number in data { note(number, text, into: &values, &head) }
        for number in dataObjects {
            if let reason = readData(number, text, &xml, into: &values, &head) {
                return .refused(reason)
            }
        }
        if let number = renderingInfo { readLeaves(number, text, into: &values) }
        if let number = userData, values.readsUserData {
            readUserData(number, text, into: &values)
        }
        if let number = userData, values.isAsked(.userDataXML) || values.listed != nil {
            let start = values.extra.count
            writeXML(of: number, text, to: &values.extra)
            values.isInExtra = true
            values.note(.userDataXML, start..<values.extra.count, .decoded)
            values.isInExtra = false
        }
        return .read
    }

    /// A text that stands in the record as it is; nil for another one.
    private func plain(_ place: RawHead.Place?, _ text: Span<UInt8>) -> Range<Int>? {
        place.flatMap { JSONText.isPlain(text, $0.range) ? $0.range : nil }
    }

    // MARK: the system's part

    /// Reads an object whose keys have roles; of the root those without one are data of a flat record.
    private mutating func readObject(
        _ object: Int, in scope: RawJSONKeys.Scope, _ text: Span<UInt8>,
        into values: inout RawValues, _ head: inout RawHead
    ) {
        var number = object + 1
        while number < tape.nodes[object].next {
            let node = tape.nodes[number]
            if scope == .system {
                readSystemElement(number, text, into: &values, &head)
            } else if let role = role(of: node, text, in: scope) {
                take(number, node, role, scope, text, into: &values, &head)
            } else if scope == .root, node.kind != .object {
                data.append(number)
            }
            number = node.next
        }
    }

    mutating func role(
        of node: JSONTape.Node, _ text: Span<UInt8>, in scope: RawJSONKeys.Scope
    ) -> RawJSONKeys.Role? {
        guard node.hasEscapedKey else { return keys.role(text, node.key, in: scope) }
        unescaped.removeAll(keepingCapacity: true)
        _ = JSONText.append(text, node.key, to: &unescaped)
        return keys.role(unescaped.span, 0..<unescaped.count, in: scope)
    }

    private mutating func take(
        _ number: Int, _ node: JSONTape.Node, _ role: RawJSONKeys.Role,
        _ scope: RawJSONKeys.Scope, _ text: Span<UInt8>, into values: inout RawValues,
        _ head: inout RawHead
    ) {
        switch role {
        case .event, .system, .winlog, .ecsEvent, .user, .process, .thread, .providerObject:
            open(number, node, role, text, into: &values, &head)
        case .eventData: if node.kind != .null { dataObjects.append(number) }
        case .userData: if node.kind == .object { userData = number }
        case .renderingInfo: if node.kind == .object { renderingInfo = number }
        case .dropped: break
        case .eventType:
            // NXLog's words are not the event's.
            if node.isScalar, !words.isAuditType(text, node.value) { data.append(number) }
        case .opcode, .opcodeValue:
            if node.isScalar, role == .opcodeValue || opcode == nil {
                opcode = (number, role == .opcodeValue)
            }
        case .executionProcessID: if node.isScalar { executionProcessID = number }
        case .processID: if node.isScalar { processID = number }
        case .keywords: noteKeywords(number, text, into: &values)
        case .level, .task:
            // A text is what the number stands for.
            if node.kind == .number || node.isText && words.isNumber(text, node.value) {
                values.note(role == .level ? .level : .task, node.value, encoding(node))
            }
        case .eventTime, .atTimestamp, .timeGenerated, .timeCreated, .timeCreatedUTC, .timestamp,
            .envelopeTime:
            take(time: number, node, role, text, into: &values, &head)
        default: takeSystem(node, role, scope, into: &values, &head)
        }
    }

    private mutating func open(
        _ number: Int, _ node: JSONTape.Node, _ role: RawJSONKeys.Role, _ text: Span<UInt8>,
        into values: inout RawValues, _ head: inout RawHead
    ) {
        guard node.kind == .object else {
            if role == .providerObject { takeSystem(node, .provider, .root, into: &values, &head) }
            return
        }
        switch role {
        case .event: readObject(number, in: .event, text, into: &values, &head)
        case .system: readObject(number, in: .system, text, into: &values, &head)
        case .winlog:
            head.isWinlogbeat = true
            readObject(number, in: .winlog, text, into: &values, &head)
        case .ecsEvent: readObject(number, in: .ecsEvent, text, into: &values, &head)
        case .user: readObject(number, in: .user, text, into: &values, &head)
        case .process: readObject(number, in: .process, text, into: &values, &head)
        case .thread: readObject(number, in: .thread, text, into: &values, &head)
        case .providerObject: readSystemElement(number, text, into: &values, &head)
        default: break
        }
    }

    private mutating func takeSystem(
        _ node: JSONTape.Node, _ role: RawJSONKeys.Role, _ scope: RawJSONKeys.Scope,
        into values: inout RawValues, _ head: inout RawHead
    ) {
        guard node.isScalar, !node.value.isEmpty else { return }
        let place = RawHead.Place(range: node.value, encoding: encoding(node))
        func note(_ name: RawName) { values.note(name, node.value, place.encoding) }
        switch role {
        case .eventID:
            // `event.code` says the same as the event itself.
            if scope == .ecsEvent, head.eventID != nil { return }
            if head.eventID == nil { note(.eventID) }
            head.eventID = place
        case .version: note(.version)
        case .recordID: note(.recordID)
        case .winlogbeatMark:
            head.isWinlogbeat = true
            note(.recordID)
        case .channel:
            if head.channel == nil { note(.channel) }
            head.channel = head.channel ?? place
        case .provider, .eventSourceName:
            if role == .eventSourceName, head.provider != nil { return note(.eventSourceName) }
            if head.provider == nil { note(.provider) }
            head.provider = head.provider ?? place
        case .providerGUID:
            note(.providerGUID)
            head.providerGUID = place
        case .activityID: note(.activityID)
        case .relatedActivityID: note(.relatedActivityID)
        case .threadID: note(.threadID)
        case .userID: note(.userID)
        case .computer, .computerName, .hostname:
            // What names it best counts, wherever it stands.
            if role.rawValue < computerRank {
                computerRank = role.rawValue
                head.computer = place
            }
        default: break
        }
    }
}
