import CIM
import SPL

/// The fingerprint that riskd 0.1.0 wrote of a detection: a hash of what Swift printed of its scans.
///
/// Frozen, and asked for only where a state of then is opened: it tells whether the saved panes mean
/// what the detection means today. Goes with ``LegacyDataSets``.
///
/// - Shape: as ``Detection/fingerprint``, without a version before it.
enum LegacyFingerprint {
    /// - Returns: Nil where the detection reads what riskd did not have then.
    static func of(_ detection: Detection) -> String? {
        let (plan, schedule) = (detection.plan, detection.schedule)
        let texts = plan.scans.map { LegacyScanText(of: $0.dataSet) }
        let scans = zip(texts, plan.scans).compactMap { $0.text(of: $1) }
        guard scans.count == plan.scans.count else { return nil }
        let guards = ScanGuards(plan)
        let strategies = plan.strategies(guards)
        var hash = SHA256()
        hash.update(field: detection.id)
        hash.update(field: "[" + scans.joined(separator: ", ") + "]")
        hash.update(field: schedule.cron.text)
        hash.update(field: schedule.earliest.text)
        hash.update(field: schedule.latest.text)
        hash.update(field: schedule.zone.name)
        var conditions: [String] = []
        func note(_ condition: String, of place: Int) {
            var digest = SHA256()
            digest.update(field: "\(place)")
            digest.update(field: condition)
            conditions.append(digest.finalize().prefix(8).hexadecimal)
        }
        for (place, text) in texts.enumerated() {
            let isDeferrable = plan.scans[place].isDeferrable(guards.condition(of: place))
            hash.update(field: isDeferrable ? "deferred" : "immediate")
            guard !isDeferrable else { continue }
            for condition in guards.guards[place] {
                guard let condition = text.text(of: condition) else { return nil }
                note(condition, of: place)
            }
            for ceiling in guards.ceilings[place] {
                note(
                    "ScanCeiling(aggregate: \(ceiling.aggregate), most: \(ceiling.most))",
                    of: place)
            }
            if strategies[place] == .waiting { note("waits", of: place) }
        }
        return ([hash.finalize().prefix(16).hexadecimal] + conditions.sorted())
            .joined(separator: ",")
    }
}
