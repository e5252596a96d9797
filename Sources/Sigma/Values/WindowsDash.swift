import SPL

/// Options of Windows programs: `-f`, `/f` and the same with a longer dash are one.
enum WindowsDash {
    /// Hyphen, slash, en dash, em dash, horizontal bar.
    static let dashes = ["-", "/", "\u{2013}", "\u{2014}", "\u{2015}"].map { Array($0.utf8) }

    /// Every way to write a text with other dashes before its options.
    ///
    /// A dash counts where no word character stands before it and one stands behind: that of `-f` in
    /// `cmd -f`, not that of `base-name`.
    ///
    /// - Returns: Nil where there are more ways than `waysMax`.
    ///
    /// Source: Sigma specification 2.1, modifiers, `windash`; where a dash counts: pySigma,
    /// `SigmaWindowsDashModifier` (`\B[-/]\b`).
    static func variants(of text: WildcardText, waysMax: Int) -> [WildcardText]? {
        var variants = [WildcardText()]
        for part in text.parts {
            guard case .literal(let bytes) = part else {
                for place in variants.indices { variants[place].append(part) }
                continue
            }
            for piece in pieces(bytes) {
                switch piece {
                case .text(let bytes):
                    for place in variants.indices { variants[place].append(.literal(bytes)) }
                case .dash:
                    guard variants.count * dashes.count <= waysMax else { return nil }
                    variants = variants.flatMap { variant in
                        dashes.map { variant + WildcardText([.literal($0)]) }
                    }
                }
            }
        }
        return variants
    }

    private enum Piece {
        case text([UInt8])
        case dash
    }

    private static func pieces(_ bytes: [UInt8]) -> [Piece] {
        let scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
        var pieces: [Piece] = []
        var text = String.UnicodeScalarView()
        for (place, scalar) in scalars.enumerated() {
            let isOption =
                isDash(scalar) && !(place > 0 && isWord(scalars[place - 1]))
                && place + 1 < scalars.count && isWord(scalars[place + 1])
            guard isOption else {
                text.append(scalar)
                continue
            }
            pieces += [.text(Array(String(text).utf8)), .dash]
            text = String.UnicodeScalarView()
        }
        return pieces + [.text(Array(String(text).utf8))]
    }

    private static func isDash(_ scalar: Unicode.Scalar) -> Bool {
        dashes.contains(Array(String(scalar).utf8))
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }
}
