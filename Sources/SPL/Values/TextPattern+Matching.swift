import CIM

extension TextPattern {
    /// Whether the whole of a value matches. Bytes that are not UTF-8 count as U+FFFD.
    ///
    /// Allocates nothing while value and pattern are ASCII, or case matters.
    package func matches(_ value: Span<UInt8>) -> Bool { content.matches(value) }

    package func matches(_ value: String) -> Bool { matches(Array(value.utf8).span) }
}

extension TextPattern.Content {
    fileprivate func matches(_ value: Span<UInt8>) -> Bool {
        if matchesEverything { return true }
        if let network, let address = Self.address(value), network.contains(address) {
            return true
        }
        if isCaseSensitive { return matchesPieces(value, ignoringCase: false) }
        if value.isASCII || (isASCII && !TextPattern.hasLettersThatBecomeASCII(value)) {
            return matchesPieces(value, ignoringCase: true)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(value.count)
        for index in value.indices { bytes.append(value[index]) }
        let folded = Array(String(decoding: bytes, as: UTF8.self).lowercased().utf8)
        return matchesPieces(folded.span, ignoringCase: false)
    }

    private static func address(_ value: Span<UInt8>) -> IPAddress? {
        guard (2...45).contains(value.count) else { return nil }
        var bytes: [UInt8] = []
        for index in value.indices { bytes.append(value[index]) }
        return IPAddress(String(decoding: bytes, as: UTF8.self))
    }

    @inline(__always)
    private func matchesPieces(_ value: Span<UInt8>, ignoringCase: Bool) -> Bool {
        flatPieces.match(value, 0..<flatPieces.count, ignoringCase: ignoringCase)
    }
}

extension TextPattern {
    /// Whether a value has U+0130 or U+212A, the only characters beyond ASCII whose lower case has
    /// ASCII in it (`i` with a dot above, and `k`). Without them an ASCII pattern can be compared
    /// by byte. Bytes that are not UTF-8 may be taken for one, which costs time only.
    static func hasLettersThatBecomeASCII(_ value: Span<UInt8>) -> Bool {
        guard value.count >= 2, !value.isASCII else { return false }
        for index in 0..<value.count - 1 {
            switch value[index] {
            case 0xC4: if value[index + 1] == 0xB0 { return true }
            case 0xE2: if value[index + 1] == 0x84 { return true }
            default: break
            }
        }
        return false
    }
}
