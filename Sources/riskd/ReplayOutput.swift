import ArgumentParser
import RiskDetection

/// What a replay prints.
enum ReplayOutput: ExpressibleByArgument {
    /// A table for a person, as wide as the terminal.
    case table
    /// The same with all columns, and nothing cut.
    case wide
    /// A line for each row, with a header.
    case csv
    /// One object.
    case json
    /// Result rows as canonical JSON lines, sorted.
    case rows
    /// Risk events and notables as the daemon writes them.
    case records(OutputSchema)

    init?(argument: String) {
        switch argument {
        case "table": self = .table
        case "wide": self = .wide
        case "csv": self = .csv
        case "json": self = .json
        case "rows": self = .rows
        case "ndjson": self = .records(.splunk)
        default:
            guard let schema = OutputSchema(rawValue: argument) else { return nil }
            self = .records(schema)
        }
    }

    static var allValueStrings: [String] {
        ["table", "wide", "csv", "json", "rows", "ndjson"] + OutputSchema.allCases.map(\.rawValue)
    }

    /// Whether it shows findings, which can be filtered and taken together.
    var showsFindings: Bool {
        switch self {
        case .table, .wide, .csv, .json: true
        case .rows, .records: false
        }
    }

    var defaultValueDescription: String { "table" }
}
