package import RiskDetection

extension OutputSchema {
    /// A record as one line, without its line feed. The same record gives the same bytes.
    package func line(_ record: OutputRecord) -> [UInt8] { line(record, bytesMax: .max) }

    /// - Parameter bytesMax: A bound below that of the schema, at least 1,000; the envelope of `hec`
    ///   does not go by it.
    package func line(_ record: OutputRecord, bytesMax: Int) -> [UInt8] {
        switch self {
        case .splunk: SplunkSchema.line(record, bytesMax: bytesMax)
        case .splunkStash: SplunkStashSchema.line(record, bytesMax: bytesMax)
        case .hec: HECSchema.line(record)
        case .ocsf: OCSFSchema.line(record, bytesMax: bytesMax)
        case .ecs: ECSSchema.line(record, bytesMax: bytesMax)
        }
    }
}
