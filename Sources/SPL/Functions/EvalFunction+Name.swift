extension EvalFunction: CaseIterable {
    package static let allCases: [EvalFunction] =
        ConditionFunction.allCases.map(Self.condition) + ChoiceFunction.allCases.map(Self.choice)
        + ConversionFunction.allCases.map(Self.conversion) + TextFunction.allCases.map(Self.text)
        + TimeFunction.allCases.map(Self.time) + NumberFunction.allCases.map(Self.number)
        + OverallFunction.allCases.map(Self.overall) + BitFunction.allCases.map(Self.bits)
        + ListFunction.allCases.map(Self.list) + DocumentFunction.allCases.map(Self.document)

    private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })

    /// Other names that Splunk takes.
    private static let aliases: [String: EvalFunction] = ["ceil": .number(.ceiling)]

    /// - Parameter name: In any case.
    package init?(named name: String) {
        let lower = name.lowercased()
        guard let function = Self.byName[lower] ?? Self.aliases[lower] else { return nil }
        self = function
    }

    /// As a search writes it.
    package var name: String {
        switch self {
        case .condition(let function): function.rawValue
        case .choice(let function): function.rawValue
        case .conversion(let function): function.rawValue
        case .text(let function): function.rawValue
        case .time(let function): function.rawValue
        case .number(let function): function.rawValue
        case .overall(let function): function.rawValue
        case .bits(let function): function.rawValue
        case .list(let function): function.rawValue
        case .document(let function): function.rawValue
        }
    }

    /// How many arguments it takes.
    package var arity: ClosedRange<Int> {
        switch self {
        case .condition(let function): function.arity
        case .choice(let function): function.arity
        case .conversion(let function): function.arity
        case .text(let function): function.arity
        case .time(let function): function.arity
        case .number(let function): function.arity
        case .overall: 1...Self.argumentsMax
        case .bits(let function): function.arity
        case .list(let function): function.arity
        case .document(let function): function.arity
        }
    }

    /// More than any search has.
    static let argumentsMax = 10_000
}

extension EvalFunction: CustomStringConvertible {
    package var description: String { name }
}
