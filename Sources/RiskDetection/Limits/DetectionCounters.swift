/// Counts what became of the events that a detection's scans matched.
package struct DetectionCounters: Equatable, Sendable {
    /// Events that a scan matched.
    package var matched = 0
    /// Matched events whose time no window of the schedule contains.
    package var outsideWindows = 0
    /// Matched events that came after a window of theirs had fired, and amended it.
    package var late = 0
    /// Late events that changed nothing any more: the policy is `count`, or the window is older
    /// than what is kept.
    package var tooLate = 0
    /// Events without a value in a `by` field, where the search has no `fillnull_value`.
    package var nullKeys = 0
    /// Events of groups beyond ``Limits/groupsPerPane``.
    package var groupOverflow = 0
    /// Values beyond ``Limits/valuesPerGroup``.
    package var valueOverflow = 0
    /// Rows that commands made beyond ``Limits/rowsPerCommand``, and rows of a search in brackets
    /// beyond what Splunk takes.
    package var rowOverflow = 0
    /// Events and values that would have needed more memory than ``Limits/stateBytes``.
    package var memoryOverflow = 0
    /// Texts of which a pattern could not say whether it matches, as that would have cost too much:
    /// they count as ones that it does not match.
    package var matchOverflow = 0
    /// Times that a text of an event was to be a pattern and is none.
    package var invalidPatterns = 0
    /// Calls of a function that would have made more values than one may (`mvrange`).
    package var functionOverflow = 0
    /// Values for which a lookup has more rows than are taken without `max_matches`.
    package var lookupOverflow = 0
    /// Rows that were looked up in a table without rows, as that of a store is of which no file is
    /// there.
    package var lookupsInVain = 0
    /// Risk events with more combinations of `by` values than one gets groups.
    package var combinationOverflow = 0
    /// Times that runs over windows without events were left out, as there were too many at once.
    package var emptyWindowOverflow = 0
    /// Windows evaluated, amendments included.
    package var firedWindows = 0
    /// Rows emitted, amendments included.
    package var rows = 0

    /// Rows that an exception of the operator kept back, in first evaluations.
    package var excepted = 0
    /// Rows that the throttle kept back, because their like had been reported lately.
    package var throttled = 0
    /// Rows that were reported and could not be remembered for throttling.
    package var throttleOverflow = 0

    package init() {}
}

extension DetectionCounters {
    /// Adds what limits kept out elsewhere.
    mutating func add(_ other: DetectionCounters) {
        nullKeys += other.nullKeys
        groupOverflow += other.groupOverflow
        valueOverflow += other.valueOverflow
        rowOverflow += other.rowOverflow
        memoryOverflow += other.memoryOverflow
        matchOverflow += other.matchOverflow
        invalidPatterns += other.invalidPatterns
        functionOverflow += other.functionOverflow
        lookupOverflow += other.lookupOverflow
        lookupsInVain += other.lookupsInVain
        combinationOverflow += other.combinationOverflow
        emptyWindowOverflow += other.emptyWindowOverflow
    }
}
