package import RiskDetection

extension OutputSchema {
    /// A record as one line, without its line feed. The same record gives the same bytes.
    package func line(_ record: OutputRecord) -> [UInt8] {
        switch self {
        case .splunk: SplunkSchema.line(record)
        case .splunkStash: SplunkStashSchema.line(record)
        case .hec: HECSchema.line(record)
        case .ocsf: OCSFSchema.line(record)
        case .ecs: ECSSchema.line(record)
        }
    }
}
