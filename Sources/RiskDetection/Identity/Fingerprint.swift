import CIM
import SPL

extension Detection {
    /// What the panes of the detection mean: identity, scans and schedule, and which events the
    /// trunk of the plan keeps out of them.
    ///
    /// - Shape: 32 hexadecimal digits, then for each condition that comes down from the trunk a
    ///   comma and 16 more, sorted.
    package var fingerprint: String {
        let guards = ScanGuards(plan)
        var hash = SHA256()
        hash.update(field: id)
        hash.update(field: String(describing: plan.scans))
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
        let strategies = plan.strategies(guards)
        for place in plan.scans.indices {
            // Also of a scan over risk events, as earlier versions wrote it.
            let isDeferrable = plan.scans[place].isDeferrable(guards.condition(of: place))
            hash.update(field: isDeferrable ? "deferred" : "immediate")
            // A scan that looks at the log has no panes that a condition could keep events out of.
            guard !isDeferrable else { continue }
            for condition in guards.guards[place].map(String.init(describing:))
                + guards.ceilings[place].map(String.init(describing:))
            {
                note(condition, of: place)
            }
            // Its events are in a log, and not in the panes.
            if strategies[place] == .waiting { note("waits", of: place) }
        }
        return ([hash.finalize().prefix(16).hexadecimal] + conditions.sorted())
            .joined(separator: ",")
    }

    /// Whether panes of an earlier version hold every event that this one needs: its identity,
    /// scans and schedule are the same, and it asks at least what kept events out of them.
    ///
    /// So a filter that is added goes on with the panes; one that is taken away or loosened starts
    /// with empty ones, as what it kept out is gone. A lookup table that changed is like a filter
    /// where its rows decide what comes into the panes, and otherwise just used.
    package func canTakeOver(panesOf old: String) -> Bool {
        let parts = { (text: String) in text.split(separator: ",").map(String.init) }
        let (mine, its) = (parts(fingerprint), parts(old))
        return mine.first == its.first && Set(its.dropFirst()).isSubset(of: mine.dropFirst())
    }
}

extension Sequence<UInt8> {
    /// Two lower-case digits a byte.
    package var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
