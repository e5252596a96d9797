package import CIM

/// Counts what could not be read, by reason, and keeps where the first of them are.
package struct SkipLog: Sendable {
    /// How many places are kept for each reason.
    package static let placesMax = 5

    /// Where a record begins that could not be read.
    package struct Place: Equatable, Sendable {
        package var path: String
        /// Bytes from the start of the file (of the decompressed data, for `.gz`).
        package var offset: UInt64
    }

    package private(set) var counts: [SkipReason: Int] = [:]
    package private(set) var places: [SkipReason: [Place]] = [:]
    /// Records that were read with U+FFFD for bytes that are not UTF-8.
    package private(set) var repaired = 0

    /// Files that are none to be read, the first ``filesMax`` of them.
    package private(set) var foreign: [ForeignFile] = []
    /// How many foreign files are kept.
    package static let filesMax = 1_000

    /// A file that is none to be read.
    package struct ForeignFile: Equatable, Sendable {
        package var path: String
        package var format: ForeignFormat
    }

    package init() {}

    package mutating func count(_ format: ForeignFormat, path: String, offset: UInt64) {
        count(.foreignFile, path: path, offset: offset)
        guard foreign.count < Self.filesMax else { return }
        foreign.append(ForeignFile(path: path, format: format))
    }

    package mutating func count(_ reason: SkipReason, path: String, offset: UInt64) {
        counts[reason, default: 0] += 1
        if places[reason, default: []].count < Self.placesMax {
            places[reason, default: []].append(Place(path: path, offset: offset))
        }
    }

    /// Takes in what was counted of other files.
    ///
    /// - Parameter order: Places of the files: the first skips are kept.
    mutating func merge(_ other: SkipLog, order: [String: Int]) {
        repaired += other.repaired
        counts.merge(other.counts, uniquingKeysWith: +)
        foreign = Array(
            (foreign + other.foreign).sorted { (order[$0.path] ?? 0) < (order[$1.path] ?? 0) }
                .prefix(Self.filesMax))
        for (reason, more) in other.places {
            let all = ((places[reason] ?? []) + more).sorted {
                (order[$0.path] ?? 0, $0.offset) < (order[$1.path] ?? 0, $1.offset)
            }
            places[reason] = Array(all.prefix(Self.placesMax))
        }
    }

    package mutating func countRepair() { repaired += 1 }

    package var total: Int { counts.values.reduce(0, +) }

    /// The reasons that occurred, in their fixed order.
    package var reasons: [SkipReason] { SkipReason.allCases.filter { counts[$0] != nil } }

    /// Whether a skip is worth a message of its own: the first places, then each power of ten.
    package func isNotable(_ reason: SkipReason) -> Bool {
        let count = counts[reason] ?? 0
        if count <= Self.placesMax { return true }
        var power = 10
        while power < count { power *= 10 }
        return power == count
    }
}
