import CIM
import SPL

extension Detection {
    /// What the panes of the detection mean: identity, scans and schedule, and which events the
    /// trunk of the plan keeps out of them.
    ///
    /// - Shape: `2:` for the version, 32 hexadecimal digits, then for each condition that comes down
    ///   from the trunk a comma and 16 more, sorted.
    package var fingerprint: String {
        let guards = ScanGuards(plan)
        let strategies = plan.strategies(guards)
        var writer = FingerprintWriter(of: "detection")
        writer.write(id)
        writer.write(schedule.cron.text)
        writer.write(schedule.earliest.text)
        writer.write(schedule.latest.text)
        writer.write(schedule.zone.name)
        var conditions: [String] = []
        func note(of place: Int, _ write: (inout FingerprintWriter) -> Void) {
            var condition = FingerprintWriter(of: "condition")
            condition.write(Int64(place))
            write(&condition)
            conditions.append(condition.digits(ofBytes: 8))
        }
        writer.write(Array(plan.scans.enumerated())) { writer, numbered in
            let (place, scan) = numbered
            writer.write(scan)
            // Also of a scan over risk events.
            let isDeferrable = scan.isDeferrable(guards.condition(of: place))
            writer.write(isDeferrable ? "deferred" : "immediate")
            // A scan that looks at the log has no panes that a condition could keep events out of.
            guard !isDeferrable else { return }
            for condition in guards.guards[place] {
                note(of: place) { $0.write(condition, of: scan.dataSet) }
            }
            for ceiling in guards.ceilings[place] { note(of: place) { $0.write(ceiling) } }
            // Its events are in a log, and not in the panes.
            if strategies[place] == .waiting { note(of: place) { $0.write("waits") } }
        }
        return FingerprintWriter.prefix
            + ([writer.digits(ofBytes: 16)] + conditions.sorted()).joined(separator: ",")
    }

    /// Whether panes of an earlier version hold every event that this one needs: its identity,
    /// scans and schedule are the same, and it asks at least what kept events out of them.
    ///
    /// So a filter that is added goes on with the panes; one that is taken away or loosened starts
    /// with empty ones, as what it kept out is gone. A lookup table that changed is like a filter
    /// where its rows decide what comes into the panes, and otherwise just used.
    package func canTakeOver(panesOf old: String) -> Bool {
        let own =
            old.hasPrefix(FingerprintWriter.prefix) ? fingerprint : LegacyFingerprint.of(self)
        guard let own else { return false }
        let parts = { (text: String) in text.split(separator: ",").map(String.init) }
        let (mine, its) = (parts(own), parts(old))
        return mine.first == its.first && Set(its.dropFirst()).isSubset(of: mine.dropFirst())
    }
}
