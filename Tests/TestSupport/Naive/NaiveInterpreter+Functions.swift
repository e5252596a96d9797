import CIM
import Foundation
import SPL

/// Source: Splunk Search Reference, "Evaluation functions".
extension NaiveInterpreter {
    func call(_ function: EvalFunction, _ arguments: [SPL.Expression], _ row: NaiveRow) -> [String]
    {
        func values() -> [[String]] { arguments.map { value($0, row) } }
        switch function {
        case .choice(let function): return choice(function, arguments, row)
        case .condition(let function):
            return condition(function, arguments, row).map { [$0 ? "1" : "0"] } ?? []
        case .conversion(.typeof) where arguments[0].isCondition: return ["Boolean"]
        case .conversion(.tostring) where arguments[0].isCondition:
            return truth(arguments[0], row).map { [$0 ? "True" : "False"] } ?? []
        case .conversion(let function): return conversion(function, values())
        case .text(let function): return text(function, values())
        case .time(let function): return time(function, values())
        case .number(.random):
            guard case .literal(.integer(let place))? = arguments.first else { return [] }
            return [String(random.next(place, now.nanoseconds))]
        case .document(let function):
            let nodes = arguments.map { NaiveJSON.argument($0, value($0, row)) }
            return NaiveJSON.result(function, values(), nodes)
        case .number(.sigfig):
            let (values, places) = measured(arguments[0], row)
            guard values.count == 1, let number = NaiveText.number(values[0]) else { return [] }
            return places.map { NaiveText.values(NaiveText.rounded(number, $0)) } ?? values
        case .number(let function): return number(function, values())
        case .overall(let function): return overall(function, values())
        case .bits(let function): return bits(function, values())
        case .list(let function): return list(function, values())
        }
    }

    private func choice(
        _ function: ChoiceFunction, _ arguments: [SPL.Expression], _ row: NaiveRow
    ) -> [String] {
        switch function {
        case .if: return value(truth(arguments[0], row) == true ? arguments[1] : arguments[2], row)
        case .case, .validate:
            for index in stride(from: 0, to: arguments.count - 1, by: 2)
            where truth(arguments[index], row) == (function == .case) {
                return value(arguments[index + 1], row)
            }
            return []
        case .coalesce: return arguments.map { value($0, row) }.first { !$0.isEmpty } ?? []
        }
    }

    func condition(
        _ function: ConditionFunction, _ arguments: [SPL.Expression], _ row: NaiveRow
    ) -> Bool? {
        let values = arguments.map { value($0, row) }
        let number = values.first?.count == 1 ? NaiveText.number(values[0][0]) : nil
        switch function {
        case .true: return true
        case .false: return false
        case .isbool: return arguments[0].isCondition
        case .isnull, .isnotnull:
            let isNull =
                arguments[0].isCondition ? truth(arguments[0], row) == nil : values[0].isEmpty
            return isNull == (function == .isnull)
        case .isnum: return number != nil
        case .isint: return number.map { $0 == $0.rounded() } ?? false
        case .isstr: return !values[0].isEmpty && number == nil
        case .tobool:
            if let number { return number != 0 }
            return ["true": true, "t": true, "false": false, "f": false][
                values[0].first?.lowercased() ?? ""]
        case .json_valid: return values[0].first.map { NaiveJSON.parse($0) != nil }
        case .json_has_key_exact:
            guard let text = values[0].first, let key = values[1].first else { return nil }
            guard case .object(let members)? = NaiveJSON.parse(text) else { return false }
            return members.contains { $0.key == key }
        case .in:
            if values[0].isEmpty { return nil }
            return values.dropFirst().joined().contains { y in
                values[0].contains { compare(.equal, $0, y) }
            }
        case .like, .match:
            guard let pattern = values[1].first, !values[0].isEmpty else { return nil }
            if function == .like {
                return values[0].contains { NaiveText.like(Array(pattern), Array($0)) }
            }
            guard NaiveText.expression(pattern) != nil else { return nil }
            return values[0].contains { NaiveText.regex(pattern, $0) }
        case .cidrmatch:
            guard let network = values[0].first, !values[1].isEmpty else { return nil }
            let base = network.split(separator: "/").first.map(String.init) ?? ""
            guard NaiveText.address(base) != nil else { return nil }
            return values[1].contains { NaiveText.isWithin($0, network: network) }
        }
    }

    // MARK: - Numbers

    private func number(_ function: NumberFunction, _ values: [[String]]) -> [String] {
        if function == .pi { return ["\(Double.pi)"] }
        guard let result = Self.mathematics[function] else {
            preconditionFailure("nothing is known of \(function)")
        }
        let numbers = values.map { $0.count == 1 ? NaiveText.number($0[0]) : nil }
        guard let x = numbers.first ?? nil else { return [] }
        guard numbers.count > 1 else { return NaiveText.values(result(x, nil)) }
        return numbers[1].map { NaiveText.values(result(x, $0)) } ?? []
    }

    private func overall(_ function: OverallFunction, _ values: [[String]]) -> [String] {
        let all = values.flatMap { $0 }
        let found = all.compactMap(NaiveText.number).sorted()
        switch function {
        case .sum, .avg:
            if found.isEmpty { return [] }
            let sum = all.compactMap(NaiveText.number).reduce(0, +)
            return NaiveText.values(function == .sum ? sum : sum / Double(found.count))
        case .max, .min:
            // Texts are greater than numbers.
            let words = all.filter { NaiveText.number($0) == nil }
                .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            let order = found.flatMap { NaiveText.values($0) } + words
            return (function == .max ? order.last : order.first).map { [$0] } ?? []
        }
    }

    private static let mathematics: [NumberFunction: @Sendable (Double, Double?) -> Double] = [
        .abs: { x, _ in Swift.abs(x) }, .ceiling: { x, _ in Foundation.ceil(x) },
        .floor: { x, _ in Foundation.floor(x) }, .exact: { x, _ in x },
        .sqrt: { x, _ in x < 0 ? .nan : Foundation.sqrt(x) },
        .exp: { x, _ in Foundation.exp(x) }, .ln: { x, _ in Foundation.log(x) },
        .log: { x, base in Foundation.log10(x) / Foundation.log10(base ?? 10) },
        .pow: { x, y in Foundation.pow(x, y ?? 1) },
        .round: { x, places in
            let scale = Foundation.pow(10, places ?? 0)
            return (Swift.abs(x) * scale + 0.5).rounded(.down) / scale * (x < 0 ? -1 : 1)
        },
        .acos: { x, _ in Foundation.acos(x) }, .acosh: { x, _ in Foundation.acosh(x) },
        .asin: { x, _ in Foundation.asin(x) }, .asinh: { x, _ in Foundation.asinh(x) },
        .atan: { x, _ in Foundation.atan(x) }, .atanh: { x, _ in Foundation.atanh(x) },
        .cos: { x, _ in Foundation.cos(x) }, .cosh: { x, _ in Foundation.cosh(x) },
        .sin: { x, _ in Foundation.sin(x) }, .sinh: { x, _ in Foundation.sinh(x) },
        .tan: { x, _ in Foundation.tan(x) }, .tanh: { x, _ in Foundation.tanh(x) },
        .atan2: { x, y in Foundation.atan2(x, y ?? 0) },
        .hypot: { x, y in Foundation.sqrt(x * x + (y ?? 0) * (y ?? 0)) },
    ]

    /// Of whole numbers from 0 to 2⁵³ − 1.
    private func bits(_ function: BitFunction, _ values: [[String]]) -> [String] {
        let numbers = values.map { $0.count == 1 ? NaiveText.number($0[0]) : nil }
        let whole = numbers.compactMap { number -> Int? in
            guard let number, number >= 0, number < 9_007_199_254_740_992,
                number == number.rounded()
            else { return nil }
            return Int(number)
        }
        guard whole.count == numbers.count else { return [] }
        let mask = 9_007_199_254_740_991
        let result: Int
        switch function {
        case .bit_and: result = whole.reduce(mask, &)
        case .bit_or: result = whole.reduce(0, |)
        case .bit_xor: result = whole.reduce(0, ^)
        case .bit_not: result = mask - whole[0]
        case .bit_shift_left: result = whole[1] < 53 ? (whole[0] << whole[1]) & mask : 0
        case .bit_shift_right: result = whole[1] < 53 ? whole[0] >> whole[1] : 0
        }
        return [String(result)]
    }

    // MARK: - Several values

    private func list(_ function: ListFunction, _ values: [[String]]) -> [String] {
        let given = values.first ?? []
        switch function {
        case .mvcount: return given.isEmpty ? [] : [String(given.count)]
        case .mvappend: return values.flatMap { $0 }
        case .mvdedup: return given.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        case .mvreverse: return given.reversed()
        case .mvsort: return given.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        case .mvfind:
            guard let pattern = values[1].first, NaiveText.expression(pattern) != nil else {
                return []
            }
            return given.firstIndex { NaiveText.regex(pattern, $0) }.map { [String($0)] } ?? []
        case .mvindex:
            let places = values.dropFirst().map { texts in texts.first.flatMap { Int($0) } }
            guard let first = places[0] else { return [] }
            let start = first < 0 ? given.count + first : first
            guard places.count > 1 else {
                return given.indices.contains(start) ? [given[start]] : []
            }
            guard let last = places[1] else { return [] }
            let end = last < 0 ? given.count + last : last
            guard start >= 0 else { return [] }
            return given.enumerated().filter { $0.offset >= start && $0.offset <= end }
                .map(\.element)
        case .mvjoin:
            guard let separator = values[1].first, !given.isEmpty else { return [] }
            return [given.joined(separator: separator)]
        case .mvrange:
            guard let start = given.first.flatMap(NaiveText.number),
                let end = values[1].first.flatMap(NaiveText.number)
            else { return [] }
            let spans = ["7d": 604_800.0, "2h": 7_200, "1w": 604_800]
            let step =
                values.count > 2
                ? values[2].first.flatMap { spans[$0] ?? NaiveText.number($0) } : 1
            guard let step, step != 0 else { return [] }
            return stride(from: start, to: end, by: step).flatMap { NaiveText.values($0) }
        case .mvzip:
            let separator = values.count > 2 ? values[2].first ?? "," : ","
            return zip(given, values[1]).map { $0 + separator + $1 }
        case .split:
            guard let text = given.first, let separator = values[1].first else { return [] }
            if separator.isEmpty { return Array(text).map { String($0) } }
            return text.components(separatedBy: separator)
        case .commands:
            let parts = given.map { $0.components(separatedBy: "|") }.joined()
            return parts.compactMap { $0.split(separator: " ").first.map(String.init) }
        }
    }

    // MARK: - Time

    private func time(_ function: TimeFunction, _ values: [[String]]) -> [String] {
        switch function {
        case .now, .time: return [now.epochText]
        case .strptime:
            guard let text = values[0].first, let format = values[1].first else { return [] }
            return NaiveText.values(NaiveTime.seconds(text, format))
        case .strftime, .relative_time:
            guard values[0].count == 1, let seconds = NaiveText.number(values[0][0]),
                let format = values[1].first, Swift.abs(seconds) < 9e9
            else { return [] }
            return function == .strftime
                ? [NaiveTime.text(seconds, format, written: values[0][0])]
                : NaiveText.values(NaiveTime.relative(seconds, format))
        }
    }
}
