import CMath
import SPL

/// `printf(format, values…)`.
///
/// Source: Splunk Search Reference, "Conversion functions", `printf`.
enum PrintFormat {
    /// Nil where the format is wrong, or a value is missing or of the wrong kind.
    static func text(_ arguments: [Value]) -> String? {
        guard let format = arguments[0].texts.first, let template = try? PrintTemplate(format)
        else { return nil }
        var values = arguments.dropFirst()
        var result = ""
        for piece in template.pieces {
            switch piece {
            case .text(let text): result += text
            case .conversion(var conversion):
                guard resolve(&conversion, &values), let value = values.popFirst(),
                    let text = text(value, conversion)
                else { return nil }
                result += text
            }
        }
        return result
    }

    /// Takes a width and a precision that are arguments.
    private static func resolve(
        _ conversion: inout PrintTemplate.Conversion, _ values: inout ArraySlice<Value>
    ) -> Bool {
        func next() -> Int? {
            guard let number = values.popFirst()?.number,
                Swift.abs(number) <= Double(PrintTemplate.sizeMax)
            else { return nil }
            return Int(number)
        }
        if conversion.width == .argument {
            guard let width = next() else { return false }
            if width < 0 { conversion.flags.insert(.left) }
            conversion.width = .fixed(Swift.abs(width))
        }
        if conversion.precision == .argument {
            guard let precision = next() else { return false }
            conversion.precision = precision < 0 ? nil : .fixed(precision)
        }
        return true
    }

    private static func text(
        _ value: Value, _ conversion: PrintTemplate.Conversion
    ) -> String? {
        switch conversion.kind {
        case .string, .otherString:
            let text = value.texts.first ?? ""
            return padded("", conversion.places.map { String(text.prefix($0)) } ?? text, conversion)
        case .character:
            guard let character = character(value) else { return nil }
            return padded("", character, conversion)
        case .decimal, .integer, .unsigned, .octal, .hexadecimal, .upperHexadecimal,
            .otherUpperHexadecimal:
            return value.number.flatMap { whole($0, conversion) }
        case .hexadecimalFloat, .upperHexadecimalFloat, .exponential, .upperExponential, .fixed,
            .upperFixed, .shortest, .upperShortest:
            return value.number.flatMap { real($0, conversion) }
        }
    }

    /// The one that a number stands for, otherwise the first of a text.
    private static func character(_ value: Value) -> String? {
        guard let number = value.number else { return value.texts.first?.first.map { String($0) } }
        guard number >= 0, number < 1_114_112, number == number.rounded() else { return nil }
        return Unicode.Scalar(UInt32(number)).map { String(Character($0)) }
    }

    private static func whole(
        _ number: Double, _ conversion: PrintTemplate.Conversion
    ) -> String? {
        guard Swift.abs(number) < 9e18 else { return nil }
        let whole = Int64(number.rounded(.towardZero))
        var digits: String
        var prefix = ""
        switch conversion.kind {
        case .octal:
            digits = String(UInt64(bitPattern: whole), radix: 8)
            if conversion.flags.contains(.alternate), whole != 0 { digits = "0" + digits }
        case .hexadecimal:
            digits = String(UInt64(bitPattern: whole), radix: 16)
            if conversion.flags.contains(.alternate), whole != 0 { prefix = "0x" }
        case .upperHexadecimal, .otherUpperHexadecimal:
            digits = String(UInt64(bitPattern: whole), radix: 16, uppercase: true)
            if conversion.flags.contains(.alternate), whole != 0 { prefix = "0X" }
        case .unsigned: digits = String(UInt64(bitPattern: whole))
        default:
            digits = String(whole.magnitude)
            prefix = whole < 0 ? "-" : conversion.positiveSign
        }
        if let places = conversion.places, digits.utf8.count < places {
            digits = String(repeating: "0", count: places - digits.utf8.count) + digits
        }
        let hasThousands =
            conversion.flags.contains(.thousands)
            && [.decimal, .integer, .unsigned].contains(conversion.kind)
        if hasThousands { digits = grouped(digits) }
        // With a precision the flag for noughts has no effect, as in C.
        return padded(prefix, digits, conversion, zeros: conversion.places == nil)
    }

    private static func real(
        _ number: Double, _ conversion: PrintTemplate.Conversion
    ) -> String? {
        guard number.isFinite, let kind = conversion.kind.rawValue.asciiValue else { return nil }
        // Room for the 309 digits of the greatest number before the point.
        let capacity = PrintTemplate.sizeMax + 400
        let digits = unsafe String(unsafeUninitializedCapacity: capacity) { buffer in
            unsafe buffer.withMemoryRebound(to: CChar.self) { bytes in
                max(
                    0,
                    Int(
                        unsafe cmath_print(
                            number.magnitude, CChar(kind), Int32(conversion.places ?? -1),
                            conversion.flags.contains(.alternate) ? 1 : 0, bytes.baseAddress,
                            capacity)))
            }
        }
        guard !digits.isEmpty else { return nil }
        var shown = digits
        if conversion.flags.contains(.thousands), [.fixed, .upperFixed].contains(conversion.kind) {
            let whole = shown.prefix { $0 != "." }
            shown = grouped(String(whole)) + shown.dropFirst(whole.count)
        }
        var prefix = number.sign == .minus ? "-" : conversion.positiveSign
        if [.hexadecimalFloat, .upperHexadecimalFloat].contains(conversion.kind) {
            // Noughts stand behind `0x`.
            prefix += shown.prefix(2)
            shown = String(shown.dropFirst(2))
        }
        return padded(prefix, shown, conversion, zeros: true)
    }

    private static func grouped(_ digits: String) -> String {
        var result = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.utf8.count - place).isMultiple(of: 3) { result.append(",") }
            result.append(digit)
        }
        return result
    }

    /// - Parameters:
    ///   - prefix: Sign or `0x`: noughts stand behind it.
    ///   - zeros: Whether noughts may fill the width.
    private static func padded(
        _ prefix: String, _ text: String, _ conversion: PrintTemplate.Conversion,
        zeros: Bool = false
    ) -> String {
        guard case .fixed(let width)? = conversion.width else { return prefix + text }
        let missing = Swift.max(0, width - prefix.count - text.count)
        let blanks = String(repeating: " ", count: missing)
        if conversion.flags.contains(.left) { return prefix + text + blanks }
        if zeros, conversion.flags.contains(.zeros) {
            return prefix + String(repeating: "0", count: missing) + text
        }
        return blanks + prefix + text
    }
}

extension PrintTemplate.Conversion {
    /// The precision, where there is one.
    fileprivate var places: Int? {
        if case .fixed(let places)? = precision { places } else { nil }
    }

    /// What stands before a number that is not negative.
    fileprivate var positiveSign: String {
        flags.contains(.sign) ? "+" : flags.contains(.blank) ? " " : ""
    }
}
