/// What one detection may hold in memory. At a limit the rest is counted, never dropped unseen.
package struct Limits: Equatable, Sendable {
    /// Groups of one pane of one scan; an event of a further group is counted in
    /// ``DetectionCounters/groupOverflow``.
    package var groupsPerPane = 100_000
    /// Distinct values that `values()` and `dc()` keep for one group; further ones are counted in
    /// ``DetectionCounters/valueOverflow``.
    package var valuesPerGroup = 10_000

    package init() {}

    package init(groupsPerPane: Int, valuesPerGroup: Int) {
        self.groupsPerPane = groupsPerPane
        self.valuesPerGroup = valuesPerGroup
    }
}
