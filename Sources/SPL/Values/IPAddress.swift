/// An internet address, of version 4 or 6.
package struct IPAddress: Hashable, Sendable {
    package let number: UInt128
    package let isVersion6: Bool

    /// Bits of an address.
    var width: Int { isVersion6 ? 128 : 32 }

    /// Reads `192.0.2.1` or `2001:db8::1`; nil for anything else.
    package init?(_ text: some StringProtocol) {
        if text.utf8.contains(UInt8(ascii: ":")) {
            guard let number = Self.version6(text) else { return nil }
            self.number = number
            isVersion6 = true
        } else {
            guard let number = Self.version4(text) else { return nil }
            self.number = UInt128(number)
            isVersion6 = false
        }
    }

    private static func version4(_ text: some StringProtocol) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var number: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.utf8.count), isDigits(part), let byte = UInt8(part) else {
                return nil
            }
            number = number << 8 | UInt32(byte)
        }
        return number
    }

    private static func isDigits(_ text: some StringProtocol) -> Bool {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static func version6(_ text: some StringProtocol) -> UInt128? {
        guard text.utf8.count <= 45 else { return nil }
        let halves = split(String(text))
        guard let head = words(halves.head) else { return nil }
        guard let behind = halves.tail else { return head.count == 8 ? number(head) : nil }
        guard let tail = words(behind), head.count + tail.count < 8 else { return nil }
        return number(
            head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail)
    }

    /// What stands before `::` and behind it, where that is there.
    private static func split(_ text: String) -> (head: Substring, tail: Substring?) {
        let bytes = text.utf8
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let next = bytes.index(after: index)
            if next < bytes.endIndex, bytes[index] == UInt8(ascii: ":"),
                bytes[next] == UInt8(ascii: ":")
            {
                return (text[..<index], text[bytes.index(after: next)...])
            }
            index = next
        }
        return (text[...], nil)
    }

    private static func words(_ text: Substring) -> [UInt16]? {
        if text.isEmpty { return [] }
        var words: [UInt16] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, part.contains(".") {
                guard let low = version4(part) else { return nil }
                words += [UInt16(low >> 16), UInt16(truncatingIfNeeded: low)]
            } else {
                guard (1...4).contains(part.utf8.count), !part.hasPrefix("+"),
                    !part.hasPrefix("-"), let word = UInt16(part, radix: 16)
                else { return nil }
                words.append(word)
            }
        }
        return words.count <= 8 ? words : nil
    }

    private static func number(_ words: [UInt16]) -> UInt128 {
        words.reduce(0) { $0 << 16 | UInt128($1) }
    }
}
