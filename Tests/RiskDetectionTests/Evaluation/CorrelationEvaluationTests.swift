import CIM
import SPL
import TestSupport
import Testing

@testable import RiskDetection

/// What a correlation makes of rows: examples to read; `CorrelationPropertyTests` hold it against the
/// specification.
struct CorrelationEvaluationTests {
    private static let start: Int64 = 1_704_913_200

    /// Rows from texts such as `0 a u1`: seconds, the place of the rule as a letter, the user.
    private func table(_ lines: [String]) -> Table {
        var table = Table(columns: ["_time", Correlating.ruleColumn, "User", "value of Bytes"])
        for (number, line) in lines.enumerated() {
            let words = line.split(separator: " ").map(String.init)
            let time = Timestamp(seconds: Self.start + (Int64(words[0]) ?? 0))
            let place = Int64(words[1].utf8.first ?? 0) - Int64(UInt8(ascii: "a"))
            table.rows.append(
                Row(
                    cells: [
                        .time(time), .integer(place), .string(words[2]),
                        words.count > 3 ? .string(words[3]) : .null,
                    ], identity: [UInt8(truncatingIfNeeded: number)]))
        }
        return table
    }

    private func rule(
        _ measure: Correlating.Measure, _ relation: Correlating.Bound.Relation, _ number: Double,
        seconds: Int64 = 60, keys: [String] = ["User"], gathered: [String] = [], behind: Int64 = 0
    ) -> Correlating {
        Correlating(
            measure: measure, bounds: [.init(relation: relation, number: number)],
            seconds: seconds, keys: keys, gathered: gathered, rules: ["A", "B", "C"],
            output: .groups(behind: behind))
    }

    private func context(_ budget: RowBudget = RowBudget(rowsMax: 1_000)) -> EvaluationContext {
        let time = Timestamp(seconds: Self.start)
        return EvaluationContext(
            zone: .utc, window: Window(tick: time, start: time, end: time), budget: budget)
    }

    /// User, count and the offsets of the first and the last match.
    private func found(_ rule: Correlating, _ lines: [String]) -> [String] {
        let result = CorrelationEvaluation(rule, table(lines), context()).result
        return result.rows.map { row in
            result.columns.compactMap { column -> String? in
                guard let cell = result.index(of: column).map({ row.cells[$0] }) else { return nil }
                switch (column, cell) {
                case ("firstTime", .time(let time)), ("lastTime", .time(let time)):
                    return String(time.seconds - Self.start)
                case ("value", _): return nil
                default: return cell.texts.joined(separator: "+")
                }
            }.joined(separator: " ")
        }
    }

    @Test("matches a timespan apart come together, whatever minute they are in, and none farther")
    func sliding() {
        let rule = rule(.rows, .gte, 3)
        #expect(found(rule, ["50 a u", "59 a u", "110 a u"]) == ["u A 3 50 110"])
        #expect(found(rule, ["50 a u", "59 a u", "111 a u"]) == [])
        #expect(found(rule, ["0 a u", "30 a v", "60 a u"]) == [])
        // Three matches within the timespan twice, and one beside them.
        let lines = ["0 a u", "1 a u", "2 a u", "100 a u", "300 a u", "310 a u", "311 a u"]
        #expect(found(rule, lines) == ["u A 6 0 311"])
    }

    @Test("what is complete before the time that is told of is only looked back at")
    func lookback() {
        let rule = rule(.rows, .gte, 2, behind: 60)
        #expect(found(rule, ["10 a u", "20 a u"]) == [])
        #expect(found(rule, ["59 a u", "60 a u"]) == ["u A 2 59 60"])
    }

    @Test("rules in their order count, in any other order they do not, and equally old ones do")
    func ordered() {
        let rule = rule(.sequence, .gte, 3)
        #expect(found(rule, ["0 a u", "10 b u", "20 c u"]) == ["u A+B+C 3 0 20"])
        #expect(found(rule, ["0 b u", "10 a u", "20 c u"]) == [])
        #expect(found(rule, ["5 c u", "5 b u", "5 a u"]) == ["u A+B+C 3 5 5"])
        // The first `a` is too old when `c` comes, the second one came behind `b`.
        #expect(found(rule, ["0 a u", "10 b u", "20 a u", "70 c u"]) == [])
        #expect(
            found(self.rule(.rules, .gte, 3), ["0 c u", "1 a u", "2 b u"]) == ["u A+B+C 3 0 2"])
    }

    @Test("sums, averages and percentiles are of numbers, whole ones and others")
    func numbers() {
        let column = "value of Bytes"
        let lines = ["0 a u 10", "10 a u 0.5", "20 a u x", "30 a u"]
        #expect(found(rule(.sum(column), .eq, 10.5), lines) == ["u A 4 0 30"])
        #expect(found(rule(.average(column), .eq, 5.25), lines) == ["u A 4 0 30"])
        #expect(found(rule(.percentile(column, 50), .eq, 10), lines) == ["u A 4 0 30"])
        #expect(found(rule(.sum(column), .lt, 100), ["0 a u x"]) == [])
        // When the fraction has gone, none of it is left.
        let later = ["0 a u 0.1", "30 a u 3", "61 a u 4"]
        #expect(found(rule(.sum(column), .eq, 7), later) == ["u A 2 30 61"])
    }

    @Test("of a column as many values are kept as may be, and what is left out is counted")
    func values() {
        let budget = RowBudget(rowsMax: 1_000)
        let lines = (0...Correlating.valuesMax).map { "\($0 % 60) a user\($0)" }
        let rule = rule(.rows, .gte, 2, keys: [], gathered: ["User"])
        let result = CorrelationEvaluation(rule, table(lines), context(budget)).result
        #expect(result.rows.first?.cells[0].texts.count == Correlating.valuesMax)
        #expect(budget.valuesKeptOut == 1)
    }

    @Test("a row with many values is in as many groups as may be, and what is left out is counted")
    func groups() {
        let budget = RowBudget(rowsMax: 1_000)
        var table = table(["0 a u"])
        table.rows[0].cells[2] = Value(values: (0...Correlating.groupsMax).map { "u\($0)" })
        let result = CorrelationEvaluation(rule(.rows, .gte, 1), table, context(budget)).result
        #expect(result.rows.count == Correlating.groupsMax)
        #expect(budget.valuesKeptOut == 1)
    }
}
