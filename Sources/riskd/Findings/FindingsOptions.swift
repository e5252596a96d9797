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

    @Option(
        help: ArgumentHelp(
            "Only rows with a risk object of this score at least, 0 to 100.", valueName: "score"))
    var minScore: Int?

    @Option(
        help: ArgumentHelp(
            "Only rows of detections of this type: TTP, Anomaly, Hunting or Correlation; may be "
                + "repeated.", valueName: "type"))
    var type: [DetectionType] = []

    @Option(
        help: ArgumentHelp(
            "Only rows of this severity: informational, low, medium, high or critical; may be "
                + "repeated.", valueName: "severity"))
    var severity: [Severity] = []

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
        if let minScore, !(0...100).contains(minScore) {
            throw ValidationError("--min-score takes 0 to 100")
        }
        if let limit, limit < 0 { throw ValidationError("--limit takes 0 or more") }
    }

    /// Whether anything was asked for that a plain list of all rows is not.
    var isGiven: Bool {
        groupBy != nil || minScore != nil || !type.isEmpty || !severity.isEmpty || limit != nil
            || summary != nil
    }

    var filter: FindingFilter {
        FindingFilter(scoreMin: minScore, types: Set(type), severities: Set(severity))
    }
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
