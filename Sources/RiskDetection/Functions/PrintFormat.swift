import SPL

/// `printf(format, values…)`.
///
/// Source: Splunk Search Reference, "printf". Conversions `d i u x X o f F e E s c %`, flags `- + 0`
/// and blank, width and precision; `*` for a width is not taken.
enum PrintFormat {
    private static let widthMax = 1_000
    private static let precisionMax = 30

    private struct Conversion {
        var isLeft = false
        var fill: Character = " "
        var sign = ""
        var width = 0
        var precision: Int?
    }

    /// Nil where the format is wrong, or a value is missing or of the wrong kind.
    static func text(_ arguments: [Value]) -> String? {
        guard let format = arguments[0].texts.first else { return nil }
        var values = arguments.dropFirst()
        var result = ""
        var rest = format[...]
        while let character = rest.popFirst() {
            guard character == "%" else {
                result.append(character)
                continue
            }
            var conversion = Conversion()
            readFlags(&rest, &conversion)
            conversion.width = min(readNumber(&rest) ?? 0, widthMax)
            if rest.first == "." {
                rest.removeFirst()
                conversion.precision = min(readNumber(&rest) ?? 0, precisionMax)
            }
            guard let kind = rest.popFirst() else { return nil }
            if kind == "%" {
                result.append("%")
                continue
            }
            guard let value = values.popFirst(), let text = text(value, kind, conversion) else {
                return nil
            }
            result += padded(text, conversion)
        }
        return result
    }

    private static func readFlags(_ rest: inout Substring, _ conversion: inout Conversion) {
        while let flag = rest.first {
            switch flag {
            case "-": conversion.isLeft = true
            case "+": conversion.sign = "+"
            case " ": if conversion.sign.isEmpty { conversion.sign = " " }
            case "0": conversion.fill = "0"
            default: return
            }
            rest.removeFirst()
        }
    }

    private static func readNumber(_ rest: inout Substring) -> Int? {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(digits.count)
        return digits.isEmpty ? nil : Int(digits.prefix(6))
    }

    private static func text(
        _ value: Value, _ kind: Character, _ conversion: Conversion
    ) -> String? {
        if kind == "s" {
            let text = value.texts.first ?? ""
            return conversion.precision.map { String(text.prefix($0)) } ?? text
        }
        if kind == "c" { return value.texts.first?.first.map { String($0) } }
        guard let number = value.number, abs(number) < 1e18 else { return nil }
        let sign = number < 0 ? "-" : conversion.sign
        let size = abs(number)
        switch kind {
        case "d", "i", "u":
            // What is cut to nought has no sign of its own.
            return (size < 1 ? conversion.sign : sign) + String(Int64(size))
        case "x": return String(Int64(size), radix: 16)
        case "X": return String(Int64(size), radix: 16, uppercase: true)
        case "o": return String(Int64(size), radix: 8)
        case "f", "F": return sign + fixed(size, conversion.precision ?? 6)
        case "e", "E", "g", "G": return sign + size.description
        default: return nil
        }
    }

    /// With so many places, the last one rounded.
    private static func fixed(_ size: Double, _ places: Int) -> String {
        let shown = min(places, 15)
        var scale: Int64 = 1
        for _ in 0..<shown { scale *= 10 }
        guard size < 9e18 / Double(scale) else { return size.description }
        let all = Int64((size * Double(scale)).rounded(.toNearestOrEven))
        guard shown > 0 else { return String(all) }
        let fraction = String(all % scale)
        return String(all / scale) + "." + String(repeating: "0", count: shown - fraction.count)
            + fraction + String(repeating: "0", count: places - shown)
    }

    private static func padded(_ text: String, _ conversion: Conversion) -> String {
        let missing = max(0, conversion.width - text.count)
        if conversion.isLeft { return text + String(repeating: " ", count: missing) }
        let fill = String(repeating: conversion.fill, count: missing)
        // Noughts stand behind the sign.
        if conversion.fill == "0", let sign = text.first, "+- ".contains(sign) {
            return String(sign) + fill + text.dropFirst()
        }
        return fill + text
    }
}
