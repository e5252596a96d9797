// Fast: same answers as merging the groups of all panes of a window, as Detection.tables does; held by SlidingGroupsTests; saves, with WindowGroups, 57 of 100 ms of a tick of a correlation over the 200,000 risk events of 24 hours.
import CIM
import SPL

/// The groups of the panes of one scan's last window, kept for its next one.
///
/// Windows of a day that follow each other by the hour have 23 panes of 24 in common. A group that no
/// pane which came or went has anything of stays as it is; the others are put together from their parts.
///
/// - Shape: a group has a chain of parts in the order of the panes: its first and its last part by
///   number, and for each part the one behind it. A part is a place in the table of a pane.
/// - The tables themselves are not kept: events still come into them.
struct SlidingGroups: Sendable {
    /// A pane as it was when its groups were looked at.
    struct Mark: Equatable, Sendable {
        let start: Timestamp
        /// ``PaneState/changes``.
        let changes: Int
    }

    private struct Part: Sendable {
        /// Counted from the first pane that there was.
        let pane: Int32
        let place: Int32
        var next: Int32
    }

    private static let none: Int32 = -1

    private var index = KeyIndex()
    private var keys = ByteStrings()
    private var firsts: [Int32] = []
    private var lasts: [Int32] = []
    private var parts: [Part] = []
    /// By pane, the groups of its table in their order.
    private var members: [[Int32]] = []
    private var marks: [Mark] = []
    /// How many panes went.
    private var gone = 0
    /// Groups that have a part.
    private(set) var count = 0
    private var liveParts = 0
    /// The aggregates that conditions look at, by their number.
    private(set) var decisive: [Int] = []
    /// What each of these is of each group; nil where that is to be put together anew.
    private var known: [[Accumulator?]] = []
    /// Groups put together, counted by their parts.
    private(set) var merged = 0

    init() {}

    /// - Parameter decisive: The aggregates that conditions look at, each with an accumulator of its
    ///   own.
    private init(decisive: [Int], merged: Int) {
        self.decisive = decisive
        self.merged = merged
        known = decisive.map { _ in [] }
    }

    /// Has it be of the panes of a window, of which `tables` are the groups.
    mutating func move(to panes: [Mark], _ tables: [GroupTable], decisive: [Int]) {
        let kept = marks.isEmpty ? nil : panes.first.flatMap { marks.firstIndex(of: $0) }
        guard let kept, marks[kept...].elementsEqual(panes.prefix(marks.count - kept)),
            decisive == self.decisive, parts.count <= 2 * liveParts + 1_024,
            keys.count <= 2 * count + 1_024
        else {
            self = SlidingGroups(decisive: decisive, merged: merged)
            for (pane, table) in zip(panes, tables) { add(pane, table) }
            return
        }
        for _ in 0..<kept { removeFirst() }
        for place in marks.count..<panes.count { add(panes[place], tables[place]) }
    }

    private mutating func add(_ pane: Mark, _ table: GroupTable) {
        let number = Int32(gone + marks.count)
        var groups: [Int32] = []
        groups.reserveCapacity(table.count)
        let all = table.keys.bytes.span
        for place in 0..<table.count {
            let group = self.group(of: all.extracting(table.keys.places[place].range))
            let part = Int32(parts.count)
            parts.append(Part(pane: number, place: Int32(place), next: Self.none))
            if firsts[group] == Self.none {
                firsts[group] = part
                count += 1
            } else {
                parts[Int(lasts[group])].next = part
            }
            lasts[group] = part
            groups.append(Int32(group))
            forget(group)
        }
        merged += table.count
        liveParts += table.count
        members.append(groups)
        marks.append(pane)
    }

    private mutating func group(of key: Span<UInt8>) -> Int {
        let hash = ByteHash.of(key)
        if let known = index.find(hash, { keys.equals($0, key) }) { return known }
        index.add(hash)
        keys.append(key)
        firsts.append(Self.none)
        lasts.append(Self.none)
        for place in known.indices { known[place].append(nil) }
        return keys.count - 1
    }

    private mutating func removeFirst() {
        for group in members.removeFirst() {
            let group = Int(group)
            firsts[group] = parts[Int(firsts[group])].next
            if firsts[group] == Self.none { count -= 1 }
            forget(group)
            liveParts -= 1
        }
        marks.removeFirst()
        gone += 1
    }

    private mutating func forget(_ group: Int) {
        for place in known.indices { known[place][group] = nil }
    }

    // MARK: - Groups

    /// The numbers of the groups that have a part.
    var numbers: [Int32] {
        (0..<Int32(keys.count)).filter { firsts[Int($0)] != Self.none }
    }

    /// The keys of some groups.
    func keys(of numbers: [Int32]) -> ByteStrings { keys.gather(numbers) }

    /// Calls `body` with the pane, counted from the first of the window, and the place of each part of
    /// a group.
    @inline(__always)
    func forEachPart(of group: Int, _ body: (_ pane: Int, _ place: Int) -> Void) {
        let parts = parts.span
        var part = firsts[group]
        while part != Self.none {
            let this = parts[Int(part)]
            body(Int(this.pane) - gone, Int(this.place))
            part = this.next
        }
    }

    /// What an aggregate is of a group, where that is known.
    func known(_ group: Int, _ aggregate: Int) -> Accumulator? {
        decisive.firstIndex(of: aggregate).flatMap { known[$0][group] }
    }

    /// The groups of which a decisive aggregate is to be put together.
    ///
    /// - Parameter place: Of the aggregate among the decisive ones.
    func unknown(_ place: Int) -> [Int] {
        known[place].indices.filter { known[place][$0] == nil && firsts[$0] != Self.none }
    }

    /// Keeps what a decisive aggregate is of some groups.
    ///
    /// - Parameter parts: Of how many parts that was put together.
    mutating func learn(_ place: Int, _ groups: [Int], _ results: [Accumulator], parts: Int) {
        for (group, result) in zip(groups, results) { known[place][group] = result }
        merged += parts
    }
}
