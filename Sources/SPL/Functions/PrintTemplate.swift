/// The format of `printf`: texts and conversions.
///
/// Source: Splunk Search Reference, "Conversion functions", `printf`: flags, width, precision and
/// conversion specifiers; `%C`, `%n`, `%S` and places such as `%1$s` are named there as not
/// supported.
package struct PrintTemplate: Equatable, Sendable {
    package enum Piece: Equatable, Sendable {
        case text(String)
        case conversion(Conversion)
    }

    package struct Conversion: Equatable, Sendable {
        package var flags: Set<Flag> = []
        package var width: Size?
        package var precision: Size?
        package var kind: Kind
    }

    package enum Flag: Character, CaseIterable, Sendable {
        /// `'`: commas between thousands.
        case thousands = "'"
        case left = "-"
        case zeros = "0"
        case sign = "+"
        case blank = " "
        /// `#`: `0x`, a leading nought, a point without digits behind it.
        case alternate = "#"
    }

    /// A width or a precision: written, or `*` for the next argument.
    package enum Size: Equatable, Sendable {
        case fixed(Int)
        case argument
    }

    package enum Kind: Character, CaseIterable, Sendable {
        case hexadecimalFloat = "a"
        case upperHexadecimalFloat = "A"
        case character = "c"
        case decimal = "d"
        case integer = "i"
        case exponential = "e"
        case upperExponential = "E"
        case fixed = "f"
        case upperFixed = "F"
        case shortest = "g"
        case upperShortest = "G"
        case octal = "o"
        case string = "s"
        case otherString = "z"
        case unsigned = "u"
        case hexadecimal = "x"
        case upperHexadecimal = "X"
        case otherUpperHexadecimal = "p"
    }

    /// What is wrong with a format.
    package struct Malformed: Error, Equatable {
        package var message: String
    }

    /// Wider or more precise than this is refused.
    package static let sizeMax = 1_000

    package private(set) var pieces: [Piece] = []

    package init(_ format: String) throws(Malformed) {
        var rest = format[...]
        var text = ""
        while let character = rest.popFirst() {
            if character != "%" {
                text.append(character)
            } else if rest.first == "%" {
                rest.removeFirst()
                text.append("%")
            } else {
                if !text.isEmpty { pieces.append(.text(text)) }
                text = ""
                pieces.append(.conversion(try Self.conversion(&rest)))
            }
        }
        if !text.isEmpty { pieces.append(.text(text)) }
    }

    /// How many values it takes.
    package var arguments: Int {
        pieces.reduce(0) { count, piece in
            guard case .conversion(let conversion) = piece else { return count }
            return count + 1 + [conversion.width, conversion.precision].count { $0 == .argument }
        }
    }

    private static func conversion(_ rest: inout Substring) throws(Malformed) -> Conversion {
        var flags: Set<Flag> = []
        while let flag = rest.first.flatMap(Flag.init) {
            rest.removeFirst()
            flags.insert(flag)
        }
        let width = try size(&rest)
        var precision: Size?
        if rest.first == "." {
            rest.removeFirst()
            precision = try size(&rest) ?? .fixed(0)
        }
        guard let letter = rest.popFirst() else {
            throw Malformed(
                message: "a `%` at the end of the format; a percent sign is written `%%`.")
        }
        guard let kind = Kind(rawValue: letter) else {
            throw Malformed(
                message: "`printf()` has no conversion `%\(letter)`; there are "
                    + Kind.allCases.map { "%\($0.rawValue)" }.joined(separator: ", ") + " and %%.")
        }
        return Conversion(flags: flags, width: width, precision: precision, kind: kind)
    }

    private static func size(_ rest: inout Substring) throws(Malformed) -> Size? {
        if rest.first == "*" {
            rest.removeFirst()
            return .argument
        }
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(digits.count)
        guard !digits.isEmpty else { return nil }
        guard let number = Int(digits), number <= sizeMax else {
            throw Malformed(
                message: "a width or precision of `printf()` is \(sizeMax) at most.")
        }
        return .fixed(number)
    }
}
