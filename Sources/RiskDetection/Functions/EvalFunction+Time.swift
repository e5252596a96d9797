import CIM
import SPL

extension EvalFunction {
    /// `relative_time`, `strftime` and `strptime`.
    ///
    /// Source: Splunk Search Reference, "Date and Time functions".
    func time(_ arguments: [Value], _ context: EvaluationContext) -> Value {
        guard let second = arguments[1].texts.first else { return .null }
        if self == .strptime {
            guard let text = arguments[0].texts.first else { return .null }
            return TimeFormat(second).time(of: text, zone: context.zone).map(Value.time) ?? .null
        }
        guard let instant = arguments[0].instant else { return .null }
        if self == .strftime {
            return .string(TimeFormat(second).text(of: instant, zone: context.zone))
        }
        guard let modifier = try? TimeModifier(second) else { return .null }
        return .time(modifier.resolve(at: instant, zone: context.zone))
    }
}
