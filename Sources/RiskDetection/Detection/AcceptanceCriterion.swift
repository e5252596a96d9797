package import SPL

/// When rows show that a detection works: ESCU's own measure, as weak as it is. It proves that a
/// row exists, not how many, nor what is in them.
///
/// Source: contentctl 4 and 5, `DetectionTestingInfrastructure`.
package struct AcceptanceCriterion: Sendable {
    package enum Verdict: Equatable, Sendable {
        case passed
        /// With the reason, for a person.
        case failed(String)
    }

    /// Columns whose value is a risk object.
    private let riskFields: [String]
    /// Columns whose value is a threat object.
    private let threatFields: [String]

    package init(_ risk: RiskAnnotation) {
        riskFields = Self.unique(risk.riskObjects.map(\.field))
        threatFields = Self.unique(risk.threatObjects.map(\.field))
    }

    private static func unique(_ fields: [String]) -> [String] {
        fields.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// Walks the rows in order: one without a risk object fails, the first in which risk and threat
    /// objects are all there passes, and rows behind it are not read. Where none is complete, each
    /// threat object must be there in some row.
    ///
    /// A value is there unless it is null or the text `null`; `unknown` is a value.
    package func verdict(of rows: [Row], columns: [String]) -> Verdict {
        guard !rows.isEmpty else { return .failed("no rows") }
        func isThere(_ field: String, _ row: Row) -> Bool {
            guard let place = columns.firstIndex(of: field) else { return false }
            let texts = row.cells[place].texts
            return !texts.isEmpty && texts != ["null"]
        }
        var seen: Set<String> = []
        for (index, row) in rows.enumerated() {
            if let missing = riskFields.first(where: { !isThere($0, row) }) {
                return .failed("row \(index + 1) has no value in the risk object \(missing)")
            }
            let filled = threatFields.filter { isThere($0, row) }
            if filled.count == threatFields.count { return .passed }
            seen.formUnion(filled)
        }
        let missing = threatFields.filter { !seen.contains($0) }
        return missing.isEmpty
            ? .passed
            : .failed(
                "no row has a value in the threat object \(missing.joined(separator: ", "))")
    }
}
