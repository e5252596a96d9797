import CIM
import SPL

@testable import RiskDetection

/// Commands as a search writes them, over rows of texts; `nil` is null.
struct PipelineFixture {
    var columns: [String]
    var rows: [[String?]]
    var lookups: [LookupTable] = []

    /// The rows that come out, each as `column=value` in the order of the columns; null is left out,
    /// several values stand with a `|` between them.
    func run(_ commands: String) throws -> [String] {
        let table = try evaluate(commands)
        return table.rows.map { row in
            zip(table.columns, row.cells).filter { !$0.1.isNull }
                .map { "\($0)=\($1.texts.joined(separator: "|"))" }.joined(separator: " ")
        }
    }

    func evaluate(_ commands: String) throws -> Table {
        let values = columns.map { "values(Processes.user) as \"\($0)\"" }.joined(separator: " ")
        let search = "| tstats \(values) from datamodel=Endpoint.Processes \(commands)"
        let compiler = SearchCompiler(macros: MacroTable(), lookups: LookupCatalog(lookups))
        let compiled = compiler.compile(search)
        guard let plan = compiled.plan else { throw EvalProblem(errors: compiled.errors) }
        let table = Table(
            columns: columns,
            rows: rows.enumerated().map { index, row in
                Row(
                    cells: row.map { cell in
                        cell.map { Value(values: $0.split(separator: "|").map(String.init)) }
                            ?? .null
                    }, identity: [UInt8(index)])
            })
        let tick = EvalFixture.tick
        // A subsearch of a search is another scan: it gets the same rows.
        let scans = plan.scans.map { scan in
            Table(
                columns: scan.aggregates.map(\.column),
                rows: table.rows.map { row in
                    Row(
                        cells: Array(row.cells.prefix(scan.aggregates.count)),
                        identity: row.identity)
                })
        }
        return TwoEvaluators.evaluate(plan.root, over: scans.map(Frame.init), at: tick).table
    }
}
