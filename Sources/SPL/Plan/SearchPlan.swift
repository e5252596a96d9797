/// A compiled search: a tree of relations whose leaves are scans.
///
/// A scan runs once per event; everything above the leaves runs once per trigger, on small tables.
package struct SearchPlan: Sendable {
    /// The scans of the tree, in the order of the search text.
    package var scans: [Scan]
    /// The tree; its leaves are `.scan(index into scans)`.
    package var root: Relation
    /// Whether the search can give rows over a window in which nothing matched. Asked of every
    /// detection for every window, so it is worked out once.
    package let answersEmptyWindows: Bool

    package init(scans: [Scan], root: Relation) {
        self.scans = scans
        self.root = root
        answersEmptyWindows = root.hasRowsOfNothing(scans)
    }
}
