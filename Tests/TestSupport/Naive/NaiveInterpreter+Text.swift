import Foundation
import SPL

extension NaiveInterpreter {
    /// Functions of texts; each value of several is taken for itself.
    func text(_ function: TextFunction, _ values: [[String]]) -> [String] {
        let second = values.count > 1 ? values[1].first : nil
        func each(_ body: (String) -> [String]) -> [String] { values[0].flatMap(body) }
        switch function {
        case .len: return each { [String($0.unicodeScalars.count)] }
        case .lower: return each { [$0.lowercased()] }
        case .upper: return each { [$0.uppercased()] }
        case .trim, .ltrim, .rtrim:
            if values.count > 1, second == nil { return [] }
            let outer = CharacterSet(charactersIn: second ?? " \t")
            return each { text in
                var scalars = Array(text.unicodeScalars)
                while function != .rtrim, let first = scalars.first, outer.contains(first) {
                    scalars.removeFirst()
                }
                while function != .ltrim, let last = scalars.last, outer.contains(last) {
                    scalars.removeLast()
                }
                return [String(String.UnicodeScalarView(scalars))]
            }
        case .substr:
            guard let start = second.flatMap({ Int($0) }) else { return [] }
            let length = values.count > 2 ? values[2].first.flatMap { Int($0) } : 1_000_000
            guard let length else { return [] }
            return each { [Self.part(Array($0.unicodeScalars), start, length)] }
        case .replace:
            guard let pattern = second, let template = values[2].first,
                NaiveText.expression(pattern) != nil
            else { return [] }
            return each { NaiveText.replacing(pattern, in: $0, with: template).map { [$0] } ?? [] }
        case .urldecode:
            return each { text in
                let spaced = text.replacingOccurrences(of: "+", with: " ")
                return [spaced.removingPercentEncoding ?? Self.partlyDecoded(spaced)]
            }
        case .md5: return each { [Digests.text("md5sum", $0)] }
        case .sha1: return each { [Digests.text("sha1sum", $0)] }
        case .sha256: return each { [Digests.text("sha256sum", $0)] }
        case .sha512: return each { [Digests.text("sha512sum", $0)] }
        case .ipmask:
            guard let mask = values[0].first.flatMap(NaiveText.address),
                let address = second.flatMap(NaiveText.address)
            else { return [] }
            let masked = mask & address
            return [
                [24, 16, 8, 0].map { String((masked >> UInt32($0)) % 256) }.joined(separator: ".")
            ]
        }
    }

    func conversion(_ function: ConversionFunction, _ values: [[String]]) -> [String] {
        switch function {
        case .null: return []
        case .nullif:
            return values[0].contains { x in values[1].contains { compare(.equal, x, $0) } }
                ? [] : values[0]
        case .typeof:
            if values[0].isEmpty { return ["Invalid"] }
            if values[0].count > 1 { return ["Multivalue"] }
            return [NaiveText.number(values[0][0]) == nil ? "String" : "Number"]
        case .tonumber: return tonumber(values)
        case .todouble, .toint:
            guard values[0].count == 1, let number = NaiveText.number(values[0][0]) else {
                return []
            }
            return NaiveText.values(function == .toint ? Foundation.trunc(number) : number)
        case .tostring: return tostring(values)
        case .printf: return printf(values).map { [$0] } ?? []
        }
    }

    /// As SQLite's own steps go.
    private static func part(_ scalars: [Unicode.Scalar], _ start: Int, _ length: Int) -> String {
        var (first, count) = (start, abs(length))
        if first < 0 {
            first += scalars.count
            if first < 0 {
                count = length < 0 ? count : max(0, count + first)
                first = length < 0 ? first : 0
            }
        } else if first > 0 {
            first -= 1
        } else if length > 0 {
            count -= 1
        }
        if length < 0 {
            first -= count
        }
        let chosen = scalars.indices.filter { $0 >= first && $0 < first + count }
        return String(String.UnicodeScalarView(chosen.map { scalars[$0] }))
    }

    /// A percent sign without two hexadecimal digits stands for itself.
    private static func partlyDecoded(_ text: String) -> String {
        NaiveText.matches("%[0-9A-Fa-f]{2}|(?s).", text).map { match in
            let part = match[0] ?? ""
            return part.count == 3 ? part.removingPercentEncoding ?? "\u{FFFD}" : part
        }.joined()
    }

    private func tonumber(_ values: [[String]]) -> [String] {
        guard values[0].count == 1 else { return [] }
        let text = values[0][0]
        guard values.count > 1 else { return NaiveText.values(NaiveText.number(text)) }
        guard let base = values[1].first.flatMap({ Int($0) }), (2...36).contains(base) else {
            return []
        }
        let isHexadecimal = base == 16 && text.lowercased().hasPrefix("0x")
        return Int64(isHexadecimal ? String(text.dropFirst(2)) : text, radix: base)
            .map { [String($0)] } ?? []
    }

    private func tostring(_ values: [[String]]) -> [String] {
        guard values.count > 1, values[0].count == 1, let number = NaiveText.number(values[0][0])
        else { return values[0] }
        let whole = Int(number.rounded(.towardZero))
        switch values[1].first {
        case "hex":
            let digits = String(Swift.abs(whole), radix: 16, uppercase: true)
            return ["0x" + (whole < 0 ? "-" : "") + digits]
        case "binary": return [String(whole, radix: 2)]
        case "commas":
            var text = String(format: "%.2f", Swift.abs((number * 100).rounded() / 100))
            if text.hasSuffix(".00") { text.removeLast(3) }
            var digits = text.prefix { $0 != "." }
            let fraction = text.dropFirst(digits.count)
            var grouped = ""
            while digits.count > 3 {
                grouped = "," + digits.suffix(3) + grouped
                digits = digits.dropLast(3)
            }
            return [(number < 0 ? "-" : "") + digits + grouped + fraction]
        case "duration":
            let rest = Swift.abs(whole)
            let clock = String(
                format: "%02d:%02d:%02d", rest % 86_400 / 3_600, rest % 3_600 / 60, rest % 60)
            let days = rest / 86_400
            return [(whole < 0 ? "-" : "") + (days > 0 ? "\(days)+" : "") + clock]
        default: return values[0]
        }
    }

    /// Each conversion by the C library.
    private func printf(_ values: [[String]]) -> String? {
        guard let format = values[0].first else { return nil }
        var rest = values.dropFirst()
        var result = ""
        let pattern = "%([-+ 0#']*)([0-9]*|\\*)(\\.[0-9]*|\\.\\*)?([a-zA-Z%])|(?s)."
        for match in NaiveText.matches(pattern, format) {
            guard let kind = match[4] else {
                result += match[0] ?? ""
                continue
            }
            if kind == "%" {
                result += "%"
                continue
            }
            var sizes: [String] = []
            for size in [match[2] ?? "", match[3] ?? ""] {
                guard size.hasSuffix("*") else {
                    sizes.append(size)
                    continue
                }
                guard let number = rest.popFirst()?.first.flatMap({ Int($0) }) else { return nil }
                sizes.append(size.replacingOccurrences(of: "*", with: String(number)))
            }
            guard let given = rest.popFirst(),
                let text = Self.converted(given, match[1] ?? "", sizes, kind)
            else { return nil }
            result += text
        }
        return result
    }

    private static func converted(
        _ given: [String], _ flags: String, _ sizes: [String], _ kind: String
    ) -> String? {
        let width = abs(Int(sizes[0]) ?? 0)
        let isLeft = flags.contains("-") || sizes[0].hasPrefix("-")
        func padded(_ text: String) -> String {
            let blanks = String(repeating: " ", count: max(0, width - text.count))
            return isLeft ? text + blanks : blanks + text
        }
        if kind == "s" || kind == "z" {
            let text = given.first ?? ""
            guard !sizes[1].isEmpty else { return padded(text) }
            return padded(String(text.prefix(Int(sizes[1].dropFirst()) ?? 0)))
        }
        let number = given.count == 1 ? NaiveText.number(given[0]) : nil
        if kind == "c" {
            guard let number else { return given.first?.first.map { padded(String($0)) } }
            return UInt32(exactly: number).flatMap(UnicodeScalar.init).map {
                padded(String(Character($0)))
            }
        }
        guard let number else { return nil }
        let shape = "%" + flags.filter { $0 != "'" } + sizes[0] + sizes[1]
        if "dioxXpu".contains(kind) {
            let whole = Int(number.rounded(.towardZero))
            if flags.contains("'"), "diu".contains(kind) {
                let formatter = NumberFormatter()
                formatter.numberStyle = .decimal
                formatter.locale = Locale(identifier: "en_US")
                return padded(formatter.string(from: NSNumber(value: whole)) ?? "")
            }
            return String(format: shape + "l" + (kind == "p" ? "X" : kind), whole)
        }
        return String(format: shape + kind, number)
    }
}

/// Digests by the programs of the system.
private enum Digests {
    nonisolated(unsafe) private static var known: [String: String] = [:]
    private static let lock = NSLock()

    static func text(_ program: String, _ text: String) -> String {
        lock.lock()
        defer { lock.unlock() }
        if let digest = unsafe known[program + " " + text] { return digest }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/\(program)")
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        do {
            try process.run()
            try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
            try input.fileHandleForWriting.close()
            let data = try output.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            let digest = String(String(decoding: data, as: UTF8.self).prefix { $0 != " " })
            unsafe known[program + " " + text] = digest
            return digest
        } catch {
            preconditionFailure("\(program) cannot be run: \(error)")
        }
    }
}
