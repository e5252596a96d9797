package import CIM
package import SPL

/// The words that an event must have before a scan's condition is asked, and the cost of the scan.
package struct ScanRequirement: Sendable {
    /// One word in one field. ASCII letters are compared without regard to case.
    package struct Literal: Hashable, Sendable {
        package let field: FieldID
        package let position: Position
        package let word: String
    }

    package typealias Position = WordPosition

    /// From cheap to dear.
    package enum Cost: String, CaseIterable, Sendable {
        /// No event can match: the condition names a field that the data set does not have.
        case never
        /// An event is looked up by a whole value; only those that have it meet the condition.
        case lookup
        /// An event is searched for words, together with all other scans.
        case search
        /// Every event of the data set meets the condition.
        case everyEvent = "every event"
    }

    /// Of these an event has one; nil where nothing of the kind can be said.
    package let literals: [Literal]?

    package init(of scan: Scan) {
        literals = ScanClue.clues(
            of: scan.predicate, weak: scan.dataSet.weakFields
        ).map { clues in
            clues.map { clue in
                Literal(
                    field: clue.field, position: clue.position,
                    word: String(decoding: clue.word, as: UTF8.self))
            }
        }
    }

    package var cost: Cost {
        guard let literals else { return .everyEvent }
        if literals.isEmpty { return .never }
        return literals.allSatisfy { $0.position == .whole } ? .lookup : .search
    }
}
