// Fast: same answers as reading every record (`prefilter: off`); held by PrefilterTests; saves 44,000 of 56,000 instructions of a Sysmon record (scripts/instructions.json).

import CIM
import CLiteralSearch
import RiskDetection

/// Finds in raw text what no record has that matters to no detection. Confined to one thread.
///
/// What it passes over is not looked at further: such a record is not checked for well-formedness
/// beyond its first and last bytes and the name of a time, and is counted as passed over only.
@safe final class Prefilter {
    private let literals: OpaquePointer
    /// Whether some records are read whatever words they have.
    private let hasOpen: Bool
    private let names: IdentifierNames
    /// Which name of a time was found last.
    private var time = 0
    private var ends: [UInt32]
    /// Hits of one search beyond which a search is not worth its while.
    static let hitsMax = 1 << 14

    /// What came of a search.
    enum Outcome: Equatable {
        /// What was found has been appended.
        case searched
        /// More was found than ``Prefilter/hitsMax``.
        case tooMany
        /// The text is longer than a search takes.
        case tooLong
        /// The library failed.
        case failed
    }

    /// - Returns: Nil where the plan cannot be used, or where the build or the machine has no search:
    ///   then every record is read.
    init?(_ plan: PrefilterPlan, hitsMax: Int = Prefilter.hitsMax) {
        guard plan.isUsable else { return nil }
        let words = plan.words.map { Array($0.utf8) }
        let made = unsafe riskd_literals_create(
            words.flatMap(\.self), words.map { UInt32($0.count) }, UInt32(words.count))
        guard let made = unsafe made else { return nil }
        unsafe literals = made
        ends = [UInt32](repeating: 0, count: hitsMax)
        let isOpen = !plan.openDataSets.isEmpty || !plan.openEventIDs.isEmpty
        let open =
            isOpen
            ? EventIdentifiers(of: Set(plan.openDataSets), others: plan.openEventIDs) : nil
        hasOpen = open != nil
        names = IdentifierNames(open)
    }

    deinit { unsafe riskd_literals_destroy(literals) }

    /// Appends the ends of what was found in a range, ascending, as places in the buffer; nothing
    /// where there is too much to tell records apart by it.
    func search(_ buffer: [UInt8], _ range: Range<Int>, into hits: inout [Int]) -> Outcome {
        var found = 0
        let status = unsafe buffer.withUnsafeBufferPointer { bytes in
            unsafe ends.withUnsafeMutableBufferPointer { ends in
                unsafe riskd_literals_search(
                    literals, bytes.baseAddress.map { unsafe $0 + range.lowerBound }, range.count,
                    ends.baseAddress, ends.count, &found)
            }
        }
        switch status {
        case RISKD_SEARCH_DONE:
            for end in ends.prefix(found) { hits.append(range.lowerBound + Int(end)) }
            return .searched
        case RISKD_SEARCH_TOO_MANY: return .tooMany
        case RISKD_SEARCH_TOO_LONG: return .tooLong
        default: return .failed
        }
    }

    /// For tests: has the library fail.
    func breakLibrary() { unsafe riskd_literals_break(literals) }

    /// Whether the bytes look like one whole record; of another kind none is passed over.
    func isWholeRecord(_ buffer: [UInt8], _ range: Range<Int>) -> Bool {
        unsafe buffer.withUnsafeBufferPointer { bytes in
            unsafe names.withIdentifiers { identifiers in
                unsafe riskd_is_whole_record(
                    bytes.baseAddress.map { unsafe $0 + range.lowerBound }, range.count,
                    identifiers, &time) != 0
            }
        }
    }

    /// Whether a whole record in which nothing was found matters all the same, because every event
    /// of its data set does, or because that cannot be told.
    func mayBeOpen(_ buffer: [UInt8], _ range: Range<Int>) -> Bool {
        guard hasOpen else { return false }
        return unsafe buffer.withUnsafeBufferPointer { bytes in
            unsafe names.withIdentifiers { identifiers in
                unsafe riskd_may_be_event(
                    bytes.baseAddress.map { unsafe $0 + range.lowerBound }, range.count,
                    identifiers) != 0
            }
        }
    }

    /// Whether the build has a search.
    static var isAvailable: Bool { riskd_literals_are_available() != 0 }
}
