import ArgumentParser
import DetectionExport
import RiskDetection

/// What of the findings is shown, and in which order.
struct FindingsOptions: ParsableArguments {
    /// What findings are taken together by.
    enum Grouping: String, CaseIterable, ExpressibleByArgument {
        case object, detection, technique
    }

    @Option(
        help: ArgumentHelp(
            "A line for each risk object, detection or technique instead of each row.",
            valueName: "what"))
    var groupBy: Grouping?

    @OptionGroup var only: FilterOptions

    @Option(
        help: ArgumentHelp(
            "How many lines to show, the worst first; 0 for all. (default: 50 on a terminal, "
                + "else all)", valueName: "count"))
    var limit: Int?

    @Flag(
        inversion: .prefixedNo,
        help: "Show what was found in short before the rows. (default: on a terminal)")
    var summary: Bool?

    func validate() throws {
        if let limit, limit < 0 { throw ValidationError("--limit takes 0 or more") }
    }

    /// Whether anything was asked for that a plain list of all rows is not.
    var isGiven: Bool {
        groupBy != nil || only.isGiven || limit != nil || summary != nil
    }

    var filter: FindingFilter { only.filter }
}

extension DetectionType: ExpressibleByArgument {
    /// In any case: `ttp` is TTP.
    public init?(argument: String) {
        guard
            let type = Self.allCases.first(where: {
                $0.rawValue.lowercased() == argument.lowercased()
            })
        else { return nil }
        self = type
    }

    public static var allValueStrings: [String] { allCases.map(\.rawValue) }
}

extension Severity: ExpressibleByArgument {
    /// In any case; `info` is informational.
    public init?(argument: String) {
        let name = argument.lowercased()
        guard let severity = Self(rawValue: name == "info" ? "informational" : name) else {
            return nil
        }
        self = severity
    }

    public static var allValueStrings: [String] { allCases.map(\.rawValue) }
}
