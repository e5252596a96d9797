import ArgumentParser
import RiskDetection

/// What a replay prints.
enum ReplayOutput: ExpressibleByArgument {
    /// A table for a person.
    case table
    /// Result rows as canonical JSON lines, sorted.
    case rows
    /// Risk events and notables as the daemon writes them.
    case records(OutputSchema)

    init?(argument: String) {
        switch argument {
        case "table": self = .table
        case "rows": self = .rows
        case "ndjson": self = .records(.splunk)
        default:
            guard let schema = OutputSchema(rawValue: argument) else { return nil }
            self = .records(schema)
        }
    }

    static var allValueStrings: [String] {
        ["table", "rows", "ndjson"] + OutputSchema.allCases.map(\.rawValue)
    }

    var defaultValueDescription: String { "table" }
}
