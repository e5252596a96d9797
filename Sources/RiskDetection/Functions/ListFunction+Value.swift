import RegularExpressions
import SPL

extension ListFunction {
    /// Values that one call may make.
    private static let rangeMax = 10_000

    /// Source: Splunk Search Reference, "Multivalue eval functions".
    func value(_ arguments: [Value], _ context: EvaluationContext) -> Value {
        let values = arguments[0].texts
        switch self {
        case .mvcount: return values.isEmpty ? .null : .integer(Int64(values.count))
        case .mvappend: return Value(values: arguments.flatMap(\.texts))
        case .mvdedup:
            var seen: Set<String> = []
            return Value(values: values.filter { seen.insert($0).inserted })
        case .mvreverse: return Value(values: values.reversed())
        case .mvsort:
            return Value(values: values.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        case .mvfind:
            guard let pattern = arguments[1].texts.first,
                let expression = context.patterns.expression(pattern),
                let index = values.firstIndex(where: {
                    expression.matches($0, context.patterns.losses)
                })
            else { return .null }
            return .integer(Int64(index))
        case .mvindex: return Self.element(values, arguments)
        case .mvjoin:
            guard !values.isEmpty, let separator = arguments[1].texts.first else { return .null }
            return .string(values.joined(separator: separator))
        case .mvrange: return Self.range(arguments, context)
        case .mvzip:
            let separator = arguments.count > 2 ? arguments[2].texts.first ?? "," : ","
            return Value(
                values: zip(values, arguments[1].texts).map { "\($0)\(separator)\($1)" })
        case .split:
            guard let text = values.first, let separator = arguments[1].texts.first else {
                return .null
            }
            return Value(values: Self.split(text, separator))
        case .commands:
            // Names behind pipes; what quotes hold is not looked at.
            return Value(
                values: values.flatMap { $0.split(separator: "|") }.compactMap { part in
                    part.split(separator: " ").first.map(String.init)
                })
        }
    }

    /// Without a separator into characters.
    private static func split(_ text: String, _ separator: String) -> [String] {
        if separator.isEmpty { return text.map { String($0) } }
        let (bytes, mark) = (Array(text.utf8), Array(separator.utf8))
        var parts: [String] = []
        var start = 0
        var index = 0
        while index + mark.count <= bytes.count {
            if bytes[index..<index + mark.count].elementsEqual(mark) {
                parts.append(String(decoding: bytes[start..<index], as: UTF8.self))
                index += mark.count
                start = index
            } else {
                index += 1
            }
        }
        return parts + [String(decoding: bytes[start...], as: UTF8.self)]
    }

    /// `mvindex(values, start, end)`: from 0, or from the end when negative; both ends belong to it.
    private static func element(_ values: [String], _ arguments: [Value]) -> Value {
        func place(_ value: Value) -> Int? {
            guard let number = value.number, Swift.abs(number) < 1e9 else { return nil }
            return number < 0 ? values.count + Int(number) : Int(number)
        }
        guard let start = place(arguments[1]) else { return .null }
        guard arguments.count > 2 else {
            return values.indices.contains(start) ? .string(values[start]) : .null
        }
        guard let end = place(arguments[2]), start >= 0, start <= end, start < values.count else {
            return .null
        }
        return Value(values: Array(values[start...Swift.min(end, values.count - 1)]))
    }

    /// `mvrange(start, end, step)`: the end does not belong to it; the step may be a span of time.
    private static func range(_ arguments: [Value], _ context: EvaluationContext) -> Value {
        guard let start = arguments[0].number, let end = arguments[1].number else { return .null }
        guard arguments.count > 2 else { return range(start, end, 1, context.budget) }
        if let number = arguments[2].number { return range(start, end, number, context.budget) }
        switch arguments[2].texts.first.flatMap(RangeStep.init(span:)) {
        case .number(let seconds): return range(start, end, seconds, context.budget)
        case .months(let months): return range(arguments[0], end, months: months, context)
        case nil: return .null
        }
    }

    private static func range(
        _ start: Double, _ end: Double, _ step: Double, _ budget: RowBudget
    ) -> Value {
        // From a number without end no step leads on.
        guard step != 0, start.isFinite, end.isFinite else { return .null }
        var values: [String] = []
        var number = start
        while values.count < rangeMax, step > 0 ? number < end : number > end {
            values += Value(number: number).texts
            number += step
        }
        if step > 0 ? number < end : number > end { budget.noteValuesKeptOut() }
        return Value(values: values)
    }

    /// Counted from the start, so that of 31 January comes 28 February and then 31 March.
    private static func range(
        _ start: Value, _ end: Double, months: Int, _ context: EvaluationContext
    ) -> Value {
        guard let start = start.instant else { return .null }
        var values: [String] = []
        var number = 0
        while values.count < rangeMax {
            guard let step = try? TimeModifier("+\(number * months)mon") else { return .null }
            let time = Value.time(step.resolve(at: start, zone: context.zone))
            guard let seconds = time.number, seconds < end else { return Value(values: values) }
            values += time.texts
            number += 1
        }
        context.budget.noteValuesKeptOut()
        return Value(values: values)
    }
}
