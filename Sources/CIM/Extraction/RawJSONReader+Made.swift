/// Values that a rendering writes in its own way, as XML has them.
extension RawJSONReader {
    mutating func noteOpcode(_ text: Span<UInt8>, into values: inout RawValues) {
        guard let number = opcode?.node else { return }
        let node = tape.nodes[number]
        if words.isNumber(text, node.value) {
            values.note(.opcode, node.value, encoding(node))
        } else if let code = words.opcode(text, node.value) {
            values.note(.opcode, made: code.utf8)
        }
    }

    /// `ProcessID` is the data's where the rendering calls that of the execution otherwise.
    mutating func noteProcessIDs(_ text: Span<UInt8>, into values: inout RawValues) {
        for number in [executionProcessID, processID] {
            guard let number else { continue }
            values.note(.processID, tape.nodes[number].value, encoding(tape.nodes[number]))
        }
    }

    /// One keyword or the first of several that is known.
    mutating func noteKeywords(
        _ number: Int, _ text: Span<UInt8>, into values: inout RawValues
    ) {
        if tape.nodes[number].isScalar {
            _ = noteKeyword(tape.nodes[number], text, into: &values)
            return
        }
        guard tape.nodes[number].kind == .array else { return }
        var isNoted = false
        tape.forEachMember(of: number) { member in
            guard !isNoted, tape.nodes[member].isScalar else { return }
            isNoted = noteKeyword(tape.nodes[member], text, into: &values)
        }
    }

    /// The bits of the keywords as XML has them: in hexadecimal.
    ///
    /// - Returns: False for a word of which no bits are known.
    func noteKeyword(
        _ node: JSONTape.Node, _ text: Span<UInt8>, into values: inout RawValues
    ) -> Bool {
        guard let bits = words.keywords(text, node.value) else { return false }
        switch bits {
        case .written: values.note(.keywords, node.value, encoding(node))
        case .number(let number):
            values.note(.keywords, made: "0x\(String(number, radix: 16))".utf8)
        }
        return true
    }

    // MARK: user data

    /// Writes an object as the XML that it was made of: members as elements, those of attributes as
    /// attributes, in the order of the object.
    func writeXML(of number: Int, _ text: Span<UInt8>, to out: inout [UInt8]) {
        // Open elements: the name, and the number of the node behind it.
        var open: [(name: [UInt8], end: Int)] = []
        var member = number + 1
        let end = tape.nodes[number].next
        while member < end || !open.isEmpty {
            if let last = open.last, member >= last.end {
                out += Array("</".utf8) + last.name + [UInt8(ascii: ">")]
                open.removeLast()
                continue
            }
            let node = tape.nodes[member]
            if words.isMarkup(text, node.key) {
                if node.isScalar, words.isText(text, node.key) { write(node, text, to: &out) }
                member = node.next
                continue
            }
            // Elements of a list have the name of the list.
            let name = node.key.isEmpty ? open.last?.name ?? [] : elementName(node, text)
            if node.kind == .array {
                member = writeList(member, name, text, to: &out)
                continue
            }
            out += [UInt8(ascii: "<")] + name
            if node.kind == .object { writeAttributes(of: member, text, to: &out) }
            out.append(UInt8(ascii: ">"))
            if node.kind == .object {
                open.append((name, node.next))
                member += 1
            } else {
                if node.isScalar { write(node, text, to: &out) }
                out += Array("</".utf8) + name + [UInt8(ascii: ">")]
                member = node.next
            }
        }
    }

    /// Each scalar of a list as an element.
    private func writeList(
        _ list: Int, _ name: [UInt8], _ text: Span<UInt8>, to out: inout [UInt8]
    ) -> Int {
        tape.forEachMember(of: list) { member in
            guard tape.nodes[member].isScalar else { return }
            out += [UInt8(ascii: "<")] + name + [UInt8(ascii: ">")]
            write(tape.nodes[member], text, to: &out)
            out += Array("</".utf8) + name + [UInt8(ascii: ">")]
        }
        return tape.nodes[list].next
    }

    private func writeAttributes(
        of object: Int, _ text: Span<UInt8>, to out: inout [UInt8]
    ) {
        tape.forEachMember(of: object) { member in
            guard tape.nodes[member].kind == .object,
                words.isAttributes(text, tape.nodes[member].key)
            else { return }
            tape.forEachMember(of: member) { attribute in
                let node = tape.nodes[attribute]
                guard node.isScalar else { return }
                out.append(UInt8(ascii: " "))
                out += elementName(node, text) + Array("='".utf8)
                write(node, text, to: &out)
                out.append(UInt8(ascii: "'"))
            }
        }
    }

    private func elementName(_ node: JSONTape.Node, _ text: Span<UInt8>) -> [UInt8] {
        var name: [UInt8] = []
        _ = JSONText.append(text, node.key, to: &name)
        return name
    }

    private func write(_ node: JSONTape.Node, _ text: Span<UInt8>, to out: inout [UInt8]) {
        var value: [UInt8] = []
        if node.isText {
            _ = JSONText.append(text, node.value, to: &value)
        } else {
            for index in node.value { value.append(text[index]) }
        }
        for byte in value {
            switch byte {
            case UInt8(ascii: "<"): out += Array("&lt;".utf8)
            case UInt8(ascii: ">"): out += Array("&gt;".utf8)
            case UInt8(ascii: "&"): out += Array("&amp;".utf8)
            case UInt8(ascii: "'"): out += Array("&apos;".utf8)
            default: out.append(byte)
            }
        }
    }
}
