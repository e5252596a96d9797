/// A bound that keeps something out of what a detection finds: where it was met, results are not
/// complete.
///
/// Each report of counters lists all of these, so that none goes by unseen.
package struct DetectionLimit: Sendable {
    /// The key of the configuration, or what is bounded where there is none.
    package let name: String
    /// What it keeps out, in the plural.
    package let what: String
    package let count: @Sendable (DetectionCounters) -> Int
    /// Whether somebody has to look: not for stores that only a search of Splunk fills.
    package var warns = true

    package static let all = [
        DetectionLimit(
            name: "limits.groups_per_window", what: "event(s) left out", count: \.groupOverflow),
        DetectionLimit(
            name: "limits.values_per_group", what: "value(s) left out", count: \.valueOverflow),
        DetectionLimit(
            name: "limits.state_bytes", what: "event(s) or value(s) left out",
            count: \.memoryOverflow),
        DetectionLimit(
            name: "the limit of rows that a command makes", what: "row(s) left out",
            count: \.rowOverflow),
        DetectionLimit(
            name: "the limit of steps that matching a pattern takes",
            what: "text(s) taken as not matching", count: \.matchOverflow),
        DetectionLimit(
            name: "a pattern that is none", what: "text(s) could not be compared",
            count: \.invalidPatterns),
        DetectionLimit(
            name: "the limit of values that a function makes", what: "call(s) cut short",
            count: \.functionOverflow),
        DetectionLimit(
            name: "the limit of rows that a lookup finds", what: "value(s) with more of them",
            count: \.lookupOverflow),
        DetectionLimit(
            name: "a lookup table without rows", what: "row(s) looked up in vain",
            count: \.lookupsInVain, warns: false),
        DetectionLimit(
            name: "the limit of groups of one risk event", what: "risk event(s) with more of them",
            count: \.combinationOverflow),
        DetectionLimit(
            name: "the limit of runs over windows without events", what: "stretch(es) cut short",
            count: \.emptyWindowOverflow),
        DetectionLimit(
            name: "the limit of values that a throttle remembers",
            what: "row(s) told of that will be told of again", count: \.throttleOverflow),
    ]
}

extension DetectionCounters {
    /// What limits kept out, by limit; only those that did.
    package var losses: [(limit: DetectionLimit, count: Int)] {
        DetectionLimit.all.map { ($0, $0.count(self)) }.filter { $0.1 > 0 }
    }
}
