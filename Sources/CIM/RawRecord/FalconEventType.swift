/// The events of CrowdStrike's sensor that are read.
enum FalconEventType: String, CaseIterable, Sendable {
    case processRollup2 = "ProcessRollup2"
    case syntheticProcessRollup2 = "SyntheticProcessRollup2"

    init?(_ record: borrowing RawRecord, _ field: RawField) {
        for (name, type) in Self.names where record.matches(field, name) {
            self = type
            return
        }
        return nil
    }

    private static let names = allCases.map { (name: Array($0.rawValue.utf8), type: $0) }
}
