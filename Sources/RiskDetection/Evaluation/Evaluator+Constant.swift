import CIM
package import SPL

extension Evaluator {
    /// The rows of a relation that reads neither events nor the time, for a search that is compiled.
    ///
    /// - Returns: Nil where a limit cut something: the search is refused then rather than answered
    ///   without it.
    package static func constant(_ relation: Relation) -> Table? {
        let start = Timestamp(seconds: 0)
        let evaluator = Evaluator(
            scans: [], zone: .utc, window: Window(tick: start, start: start, end: start))
        let table = evaluator.evaluate(relation)
        let cuts = evaluator.context.losses.losses.filter(\.limit.warns)
        return cuts.isEmpty ? table : nil
    }
}
