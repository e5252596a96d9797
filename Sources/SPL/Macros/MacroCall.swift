/// A macro call as it stands in a text: `` `name` `` or `` `name(argument, …)` ``.
struct MacroCall: Equatable {
    /// What stands at a backtick.
    enum Reading: Equatable {
        case call(MacroCall)
        /// There is a closing backtick, but what lies between is no call.
        case malformed(end: Int)
        case unterminated
    }

    let name: String
    /// Without blanks around them, and without the quotes that enclose a whole argument.
    let arguments: [String]
    /// Offset behind the closing backtick.
    let end: Int

    /// Reads the call whose opening backtick is `bytes[start]`.
    static func read(_ bytes: [UInt8], at start: Int) -> Reading {
        guard let close = bytes[(start + 1)...].firstIndex(of: CharacterClass.backtick) else {
            return .unterminated
        }
        var index = start + 1
        while index < close, !isNameEnd(bytes[index]) { index += 1 }
        let nameRange = CharacterClass.trimmed(start + 1..<index, of: bytes)
        guard !nameRange.isEmpty else { return .malformed(end: close + 1) }
        let name = CharacterClass.text(nameRange, of: bytes)
        if index == close { return .call(MacroCall(name: name, arguments: [], end: close + 1)) }
        guard bytes[index] == CharacterClass.openParen,
            let (arguments, closeParen) = readArguments(bytes, from: index + 1)
        else { return .malformed(end: close + 1) }
        index = closeParen + 1
        while index < bytes.count, CharacterClass.isBlank(bytes[index]) { index += 1 }
        guard index < bytes.count, bytes[index] == CharacterClass.backtick else {
            return .malformed(end: close + 1)
        }
        return .call(MacroCall(name: name, arguments: arguments, end: index + 1))
    }

    private static func isNameEnd(_ byte: UInt8) -> Bool {
        switch byte {
        case CharacterClass.openParen, CharacterClass.closeParen, CharacterClass.quote,
            CharacterClass.pipe, CharacterClass.comma, 0x0A:
            true
        default: false
        }
    }

    /// - Returns: The arguments and the offset of the bracket that ends them; nil when there is
    ///   none. A backtick outside quotes ends the search for it: calls do not nest that way.
    private static func readArguments(
        _ bytes: [UInt8], from start: Int
    ) -> (arguments: [String], closeParen: Int)? {
        var arguments: [String] = []
        var (index, argumentStart, depth, isQuoted) = (start, start, 0, false)
        while index < bytes.count {
            switch bytes[index] {
            case _ where CharacterClass.isEscape(bytes, at: index): index += 1
            case CharacterClass.quote: isQuoted.toggle()
            case _ where isQuoted: break
            case CharacterClass.backtick: return nil
            case CharacterClass.openParen: depth += 1
            case CharacterClass.comma where depth == 0:
                arguments.append(argument(argumentStart..<index, of: bytes))
                argumentStart = index + 1
            case CharacterClass.closeParen where depth == 0:
                let last = CharacterClass.trimmed(argumentStart..<index, of: bytes)
                // `name()` has no argument, `name(a,)` an empty second one.
                if !arguments.isEmpty || !last.isEmpty {
                    arguments.append(argument(last, of: bytes))
                }
                return (arguments, index)
            case CharacterClass.closeParen: depth -= 1
            default: break
            }
            index += 1
        }
        return nil
    }

    private static func argument(_ range: Range<Int>, of bytes: [UInt8]) -> String {
        var range = CharacterClass.trimmed(range, of: bytes)
        if range.count >= 2, bytes[range.lowerBound] == CharacterClass.quote,
            bytes[range.upperBound - 1] == CharacterClass.quote
        {
            range = range.lowerBound + 1..<range.upperBound - 1
        }
        return CharacterClass.text(range, of: bytes)
    }
}
