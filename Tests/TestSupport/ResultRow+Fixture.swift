package import RiskDetection
package import SPL

extension ResultRow {
    /// The first revision of a row that a search gave.
    package static func of(
        _ detection: Detection, _ window: Window, _ columns: [String], _ row: Row
    ) -> ResultRow {
        let firing = Firing(
            detection: 0, window: window, isAmendment: false, columns: columns,
            rows: [FiredRow(row: row, index: 0, revision: 1)])
        return RiskBuilder().results(of: firing, detection)[0]
    }
}
