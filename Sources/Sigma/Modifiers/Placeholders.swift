import SPL

extension Modifier {
    /// Values that `expand` makes of one; more are refused.
    static let expansionsMax = 10_000

    /// Puts what stands for them in place of `%name%`, in every combination. `\%` is a plain percent
    /// sign.
    ///
    /// Source: Sigma specification 2.1, "Placeholders": who cannot handle one must reject the rule.
    func expanded(
        _ value: ModifiedValue, _ placeholders: SigmaPlaceholders
    ) throws(ModifierError) -> [ModifiedValue] {
        guard let (text, isCased, _) = value.asText else {
            throw ModifierError(
                message:
                    "\"expand\" cannot be used on \(value.kind): write it right behind the field")
        }
        var expansions = [WildcardText()]
        for part in text.parts {
            guard case .literal(let bytes) = part else {
                for place in expansions.indices { expansions[place].append(part) }
                continue
            }
            for piece in Self.pieces(bytes) {
                let choices: [WildcardText]
                switch piece {
                case .text(let bytes): choices = [WildcardText([.literal(bytes)])]
                case .placeholder(let name):
                    guard let values = placeholders.values[name], !values.isEmpty else {
                        throw ModifierError(
                            message:
                                "the placeholder %\(name)% has no values: write values of your "
                                + "network in its place, without \"expand\"")
                    }
                    choices = values.map { WildcardText(written: $0) }
                }
                guard expansions.count * choices.count <= Self.expansionsMax else {
                    throw ModifierError(
                        message:
                            "more than \(Self.expansionsMax) values: give the placeholders fewer")
                }
                expansions = expansions.flatMap { before in choices.map { before + $0 } }
            }
        }
        return expansions.map { .text($0, isCased: isCased, written: nil) }
    }

    private enum Piece {
        case text([UInt8])
        case placeholder(String)
    }

    private static func pieces(_ bytes: [UInt8]) -> [Piece] {
        let percent = UInt8(ascii: "%")
        var pieces: [Piece] = []
        var text: [UInt8] = []
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), rest.first == percent {
                text.append(rest.removeFirst())
            } else if byte == percent, let end = rest.firstIndex(of: percent), end > rest.startIndex
            {
                let name = String(decoding: rest[..<end], as: UTF8.self)
                pieces += [.text(text), .placeholder(name)]
                (text, rest) = ([], rest[(end + 1)...])
            } else {
                text.append(byte)
            }
        }
        return pieces + [.text(text)]
    }
}
