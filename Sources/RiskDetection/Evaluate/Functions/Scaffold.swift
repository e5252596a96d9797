import RegularExpressions
import SPL

extension EvalFunction {
    func value(_ a: [Value], _ context: EvaluationContext) -> Value {
        switch self {
        case .len: return .integer(Int64(a[0].texts.first?.count ?? 0))
        case .mvcount: return a[0].isNull ? .null : .integer(Int64(a[0].texts.count))
        case .lower: return a[0].texts.first.map { .string($0.lowercased()) } ?? .null
        default: return .null
        }
    }
    func truth(_ a: [Value], _ context: EvaluationContext) -> Bool? {
        switch self {
        case .true: return true
        case .isnull: return a[0].isNull
        case .isnotnull: return !a[0].isNull
        case .match:
            guard let p = a[1].texts.first, let r = try? RegularExpression(p) else { return nil }
            return a[0].isNull ? nil : a[0].texts.contains { r.matches($0) }
        default: return nil
        }
    }
}
