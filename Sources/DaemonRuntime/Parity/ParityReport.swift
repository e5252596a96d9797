import DetectionExport
import RiskDetection

/// The result of a comparison.
package struct ParityReport {
    private let refusals: [String]
    private let differences: [ParityComparison.Difference]
    private let errors: [String]
    private let compared: Int
    private let rows: Int
    private let detectionsWithRows: Int

    package init(
        _ plan: ParityPlan, _ found: [ParityCorpus.FoundRow], _ result: EngineRun.Result
    ) {
        let names = plan.all.map(\.name)
        refusals = plan.refused.map { "refused: \(names[$0.detection]): \($0.refusal.description)" }
        var own: [Int: [ParityComparison.ComparedRow]] = [:]
        for row in found {
            own[row.detection, default: []].append(
                ParityComparison.ComparedRow(tick: row.tick, cells: row.cells))
        }
        var other: [Int: [ParityComparison.ComparedRow]] = [:]
        for row in result.rows {
            other[plan.detections[row.query], default: []].append(
                ParityComparison.ComparedRow(tick: row.tick, cells: row.cells))
        }
        errors = result.errors.sorted { $0.key < $1.key }.map { query, error in
            "error: \(names[plan.detections[query]]): \(error)"
        }
        differences = plan.compared.compactMap { number in
            ParityComparison.difference(
                names[number], own: own[number] ?? [], other: other[number] ?? [])
        }
        compared = plan.compared.count
        rows = plan.compared.reduce(0) { $0 + (own[$1]?.count ?? 0) }
        detectionsWithRows = plan.compared.count { own[$0]?.isEmpty == false }
    }

    package var isEqual: Bool { differences.isEmpty && errors.isEmpty && compared > 0 }

    package var lines: [String] {
        refusals + errors
            + differences.flatMap { difference in
                ["different: \(difference.detection): \(difference.count) row(s)"]
                    + difference.lines.map { "  \($0)" }
            }
    }

    package var summary: String {
        "\(compared) detection(s) compared, \(refusals.count) refused; \(rows) row(s) of "
            + "\(detectionsWithRows) detection(s); \(differences.count) different, "
            + "\(errors.count) failed"
    }
}
