extension RawJSONReader {
    /// How a value stands in the record.
    func encoding(_ node: JSONTape.Node) -> RawRecord.Encoding { node.isText ? .json : .decoded }

    // MARK: times

    mutating func take(
        time number: Int, _ node: JSONTape.Node, _ role: RawJSONKeys.Role, _ text: Span<UInt8>,
        into values: inout RawValues, _ head: inout RawHead
    ) {
        if node.kind == .object {
            if role == .timeCreated { readSystemElement(number, text, into: &values, &head) }
            return
        }
        guard node.isScalar, !node.value.isEmpty else { return }
        let field: SystemField =
            switch role {
            case .eventTime: .eventTime
            case .atTimestamp: .atTimestamp
            case .timeGenerated: .timeGenerated
            case .timeCreated: .localTimeCreated
            case .timeCreatedUTC: .timeCreated
            default: .envelopeTime
            }
        let slot = role == .timestamp ? RawClock.timestamp : field.field
        head.note(time: slot, node.value, encoding(node))
    }

    // MARK: elements of System

    /// An element of `System` as converters write it: its text by its own name, attributes by theirs.
    mutating func readSystemElement(
        _ number: Int, _ text: Span<UInt8>, into values: inout RawValues, _ head: inout RawHead
    ) {
        let node = tape.nodes[number]
        if node.kind == .object {
            return readAttributes(of: number, number, text, into: &values, &head)
        }
        guard node.isScalar, !node.value.isEmpty else {
            if node.kind == .array { noteKeywords(number, text, into: &values) }
            return
        }
        noteElement(node, node, text, into: &values, &head)
    }

    /// The attributes and the text of an element.
    private mutating func readAttributes(
        of object: Int, _ element: Int, _ text: Span<UInt8>, into values: inout RawValues,
        _ head: inout RawHead
    ) {
        var number = object + 1
        while number < tape.nodes[object].next {
            let node = tape.nodes[number]
            if node.kind == .object, words.isAttributes(text, node.key) {
                readAttributes(of: number, element, text, into: &values, &head)
            } else if node.isScalar, !node.value.isEmpty {
                if words.isText(text, node.key) {
                    noteElement(tape.nodes[element], node, text, into: &values, &head)
                } else {
                    noteAttribute(node, text, into: &values, &head)
                }
            }
            number = node.next
        }
    }

    private mutating func noteElement(
        _ element: JSONTape.Node, _ node: JSONTape.Node, _ text: Span<UInt8>,
        into values: inout RawValues, _ head: inout RawHead
    ) {
        let place = RawHead.Place(range: node.value, encoding: encoding(node))
        switch role(of: element, text, in: .system) {
        case .eventID: head.eventID = place
        case .channel: head.channel = place
        case .computer: head.computer = place
        case .timeCreatedUTC:
            return head.note(time: SystemField.timeCreated.field, node.value, encoding(node))
        case .providerObject:
            head.provider = head.provider ?? place
            return values.note(.provider, node.value, encoding(node))
        default: break
        }
        // The keywords of an object of its own are read as those of others are.
        if words.isKeywords(text, element.key), noteKeyword(node, text, into: &values) { return }
        values.note(text, element.key, node.value, encoding(node))
    }

    private mutating func noteAttribute(
        _ node: JSONTape.Node, _ text: Span<UInt8>, into values: inout RawValues,
        _ head: inout RawHead
    ) {
        let key = words.bare(text, node.key)
        guard !words.isNamespace(text, key) else { return }
        let place = RawHead.Place(range: node.value, encoding: encoding(node))
        switch words.attribute(text, key) {
        case .name:
            head.provider = head.provider ?? place
            values.note(.provider, node.value, encoding(node))
        case .guid:
            head.providerGUID = head.providerGUID ?? place
            values.note(.providerGUID, node.value, encoding(node))
        case .systemTime:
            head.note(time: SystemField.timeCreated.field, node.value, encoding(node))
            values.note(.systemTime, node.value, encoding(node))
        case .userID: values.note(.userID, node.value, encoding(node))
        case nil: values.note(text, key, node.value, encoding(node))
        }
    }

    // MARK: data

    /// The value of a key that is the name of a field; each of several, where it is a list.
    mutating func note(
        _ number: Int, _ text: Span<UInt8>, into values: inout RawValues, _ head: inout RawHead
    ) {
        let node = tape.nodes[number]
        if node.isText, words.isUTCTime(text, node.key) {
            head.note(time: RawClock.witness, node.value, encoding(node))
        }
        switch node.kind {
        case .null: break
        case .string, .escapedString, .number, .word:
            note(node, node, text, into: &values)
        case .array:
            tape.forEachMember(of: number) { member in
                if tape.nodes[member].isScalar {
                    note(node, tape.nodes[member], text, into: &values)
                }
            }
        case .object:
            tape.forEachMember(of: number) { member in
                if tape.nodes[member].isScalar, words.isText(text, tape.nodes[member].key) {
                    note(node, tape.nodes[member], text, into: &values)
                }
            }
        }
    }

    private func note(
        _ name: JSONTape.Node, _ node: JSONTape.Node, _ text: Span<UInt8>,
        into values: inout RawValues
    ) {
        guard name.hasEscapedKey else {
            return values.note(text, name.key, node.value, encoding(node))
        }
        var key: [UInt8] = []
        _ = JSONText.append(text, name.key, to: &key)
        values.note(key.span, 0..<key.count, node.value, encoding(node))
    }

    /// `EventData` in any of its shapes: an object, a list of names and texts, or XML as a text.
    mutating func readData(
        _ number: Int, _ text: Span<UInt8>, _ xml: inout RawXMLReader,
        into values: inout RawValues, _ head: inout RawHead
    ) -> SkipReason? {
        let node = tape.nodes[number]
        switch node.kind {
        case .string, .escapedString: return readXML(node, text, &xml, into: &values, &head)
        case .array: readItems(number, text, into: &values)
        case .object:
            var member = number + 1
            while member < node.next {
                let field = tape.nodes[member]
                if words.isData(text, field.key), field.kind == .array || field.kind == .object {
                    readItems(member, text, into: &values)
                } else if words.isData(text, field.key), field.isScalar {
                    values.note(.unnamedData, field.value, encoding(field))
                    note(member, text, into: &values, &head)
                } else if !words.isMarkup(text, field.key) {
                    note(member, text, into: &values, &head)
                }
                member = field.next
            }
        case .number, .word, .null: break
        }
        return nil
    }

    /// Objects of a name and a text each; texts without a name are unnamed data.
    private mutating func readItems(
        _ number: Int, _ text: Span<UInt8>, into values: inout RawValues
    ) {
        if tape.nodes[number].kind == .object { return readItem(number, text, into: &values) }
        tape.forEachMember(of: number) { member in
            let node = tape.nodes[member]
            if node.kind == .object { readItem(member, text, into: &values) }
            if node.isScalar { values.note(.unnamedData, node.value, encoding(node)) }
        }
    }

    private func readItem(_ number: Int, _ text: Span<UInt8>, into values: inout RawValues) {
        var (name, value): (Int?, Int?) = (nil, nil)
        tape.forEachMember(of: number) { member in
            let node = tape.nodes[member]
            if node.kind == .object, words.isAttributes(text, node.key) {
                tape.forEachMember(of: member) { attribute in
                    if words.isName(text, tape.nodes[attribute].key) { name = attribute }
                }
            } else if words.isName(text, node.key) {
                name = member
            } else if words.isText(text, node.key) {
                value = member
            }
        }
        guard let value else { return }
        guard let name, tape.nodes[name].isText, tape.nodes[value].isScalar else {
            return noteUnnamed(value, into: &values)
        }
        var key: [UInt8] = []
        _ = JSONText.append(text, tape.nodes[name].value, to: &key)
        let node = tape.nodes[value]
        values.note(key.span, 0..<key.count, node.value, encoding(node))
    }

    /// One text without a name, or several.
    private func noteUnnamed(_ number: Int, into values: inout RawValues) {
        let node = tape.nodes[number]
        if node.isScalar { return values.note(.unnamedData, node.value, encoding(node)) }
        guard node.kind == .array else { return }
        tape.forEachMember(of: number) { member in
            let text = tape.nodes[member]
            if text.isScalar { values.note(.unnamedData, text.value, encoding(text)) }
        }
    }

    /// Data that a portal exports as XML within the JSON.
    private mutating func readXML(
        _ node: JSONTape.Node, _ text: Span<UInt8>, _ xml: inout RawXMLReader,
        into values: inout RawValues, _ head: inout RawHead
    ) -> SkipReason? {
        var document: [UInt8] = []
        _ = JSONText.append(text, node.value, to: &document)
        let blanks = document.prefix { ASCII.isBlank($0) }.count
        guard document.dropFirst(blanks).first == UInt8(ascii: "<") else { return nil }
        // As Promtail writes it.
        if document[blanks...].starts(with: "<Data ".utf8) {
            document = Array("<EventData>".utf8) + document + Array("</EventData>".utf8)
        }
        let start = values.extra.count
        values.extra += document
        values.isInExtra = true
        defer { values.isInExtra = false }
        // The document stands at the same place of a text of its own.
        let whole = values.extra
        switch xml.read(
            whole.span, start..<whole.count, as: .eventData, wanted: nil, into: &values, &head)
        {
        case .refused(let reason): return reason
        case .read, .dismissed: return nil
        }
    }

    /// The values within `UserData`, by their keys, however deep: what is no attribute.
    func readUserData(_ object: Int, _ text: Span<UInt8>, into values: inout RawValues) {
        var member = object + 1
        while member < tape.nodes[object].next {
            let node = tape.nodes[member]
            let isMarkup = words.isMarkup(text, node.key)
            if node.isScalar, !node.key.isEmpty, !isMarkup {
                values.note(userData: text, node.key, node.value, encoding(node))
            }
            member = isMarkup ? node.next : member + 1
        }
    }

    /// The texts within an object, by their keys, however deep.
    func readLeaves(_ number: Int, _ text: Span<UInt8>, into values: inout RawValues) {
        for member in number + 1..<tape.nodes[number].next {
            let node = tape.nodes[member]
            if node.isScalar, !node.key.isEmpty, !words.isMarkup(text, node.key),
                !words.isText(text, node.key)
            {
                values.note(text, node.key, node.value, encoding(node))
            }
        }
    }
}
