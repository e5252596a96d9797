import CIM
import SPL

extension TimeFunction {
    /// Source: Splunk Search Reference, "Date and Time functions".
    func value(_ arguments: [Value], _ context: EvaluationContext) -> Value {
        switch self {
        case .now, .time: .time(context.window.tick)
        case .strptime:
            Self.texts(arguments) { text, format in
                TimeFormat(format).time(of: text, zone: context.zone).map(Value.time)
            }
        case .strftime:
            Self.instant(arguments) { instant, format in
                .string(TimeFormat(format).text(of: instant, zone: context.zone))
            }
        case .relative_time:
            Self.instant(arguments) { instant, text in
                guard let modifier = try? TimeModifier(text) else { return nil }
                return .time(modifier.resolve(at: instant, zone: context.zone))
            }
        }
    }

    private static func texts(
        _ arguments: [Value], _ body: (String, String) -> Value?
    ) -> Value {
        guard let first = arguments[0].texts.first, let second = arguments[1].texts.first else {
            return .null
        }
        return body(first, second) ?? .null
    }

    private static func instant(
        _ arguments: [Value], _ body: (Timestamp, String) -> Value?
    ) -> Value {
        guard let instant = arguments[0].instant, let second = arguments[1].texts.first else {
            return .null
        }
        return body(instant, second) ?? .null
    }
}
