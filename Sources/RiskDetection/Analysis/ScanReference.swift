import CIM
import SPL

/// A scan of a detection's plan: by reference, so that an event that meets it copies nothing.
final class ScanReference: Sendable {
    let detection: Int
    let scan: Int
    let plan: Scan
    let owner: Detection
    let strategy: ScanStrategy
    /// The predicate, and what the trunk asks as well.
    let condition: Predicate<ScanField>
    let ceilings: [ScanCeiling]
    let keyFilter: KeyFilter?
    /// Whether its events would be kept if it had no filter.
    let wasDeferrable: Bool
    /// The fields of the data set that the scan reads.
    let fields: [FieldID]
    /// Those that its condition reads.
    let asked: [FieldID]

    init(detection: Int, scan: Int, of owner: Detection, _ known: PlanAnalysis.ScanPlan) {
        self.detection = detection
        self.scan = scan
        self.owner = owner
        strategy = known.strategy
        condition = known.condition
        ceilings = known.ceilings
        keyFilter = known.keyFilter
        wasDeferrable = owner.plan.scans[scan].isDeferrable(known.condition)
        let plan = owner.plan.scans[scan]
        self.plan = plan
        asked = ScanReference.fields(known.condition.references)
        fields =
            ScanReference.fields(plan.keys.map(\.field) + plan.aggregates.compactMap(\.input))
            + asked
    }

    /// Writes the key of an event's group, as ``GroupKey`` does.
    func writeKey(of event: borrowing Event, into bytes: inout [UInt8]) -> Bool {
        GroupKey.write(
            event, plan.keys, plan.output, plan.nullFill, zone: owner.schedule.zone, into: &bytes)
    }

    private static func fields(_ fields: [ScanField]) -> [FieldID] {
        fields.compactMap { if case .field(let field) = $0 { field } else { nil } }
    }
}
