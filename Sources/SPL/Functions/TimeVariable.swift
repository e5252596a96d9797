/// A variable of a time format, such as `%Y` or `%3N`.
///
/// Source: Splunk Search Reference, "Date and time format variables"; the letters that it does not
/// list, such as `%R`, mean what the C library makes of them.
package enum TimeVariable: Equatable, Sendable {
    case letter(Character)
    /// `%N`, `%3Q`, `%f`: so many digits of the fraction of the second.
    case fraction(digits: Int)
    /// `%z`, `%:z`, `%Ez`: the offset from UTC, with so many colons.
    case offset(colons: Int)

    /// Letters that `strftime` writes, `strptime` reads and `convert timeformat` takes.
    package static let letters = Array("aAbBcdDeFhHIjklmMnprRsStTuwxXyYZ%+")
    /// Letters that are only written: they name a week or a century, which is no day.
    package static let writtenLetters = Array("CgGUVW")

    /// Reads what stands behind a percent sign; nil at the end of the text, or where nothing known
    /// stands there, which leaves the text as it is.
    package init?(_ rest: inout Substring) {
        guard let first = rest.first else { return nil }
        var after = rest.dropFirst()
        switch first {
        case "N": self = .fraction(digits: 9)
        case "Q": self = .fraction(digits: 3)
        case "f": self = .fraction(digits: 6)
        case "1"..."9":
            guard let digits = first.wholeNumberValue, let unit = after.popFirst(),
                unit == "N" || unit == "Q"
            else { return nil }
            self = .fraction(digits: digits)
        case "z": self = .offset(colons: 0)
        case "E":
            guard after.popFirst() == "z" else { return nil }
            self = .offset(colons: 1)
        case ":":
            let more = after.prefix { $0 == ":" }.count
            after = after.dropFirst(more)
            guard more < 3, after.popFirst() == "z" else { return nil }
            self = .offset(colons: more + 1)
        default:
            guard Self.letters.contains(first) || Self.writtenLetters.contains(first) else {
                return nil
            }
            self = .letter(first)
        }
        rest = after
    }

    /// What is wrong with a format; nil where all of its variables are known.
    ///
    /// - Parameter isRead: Whether times are read by it, as `strptime` does.
    package static func problem(in format: String, isRead: Bool) -> String? {
        var rest = format[...]
        while let character = rest.popFirst() {
            guard character == "%" else { continue }
            let text = rest
            guard let variable = TimeVariable(&rest) else {
                return "the time format has `%\(text.prefix(text.first == "E" ? 2 : 1))`, which "
                    + "riskd does not know; a percent sign is written `%%`."
            }
            if isRead, case .letter(let letter) = variable, writtenLetters.contains(letter) {
                return "`%\(letter)` can be written and not read: it names no day."
            }
        }
        return nil
    }
}
