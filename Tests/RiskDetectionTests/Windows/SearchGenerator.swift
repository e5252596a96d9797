import SPL
import TestSupport

/// Writes random searches as detections are: a scan with every aggregate and every kind of condition,
/// and a trunk above it.
struct SearchGenerator {
    var random: SplitMix64

    private mutating func pick(_ choices: [String]) -> String {
        choices.randomElement(using: &random) ?? ""
    }

    mutating func search() -> String {
        let trunk = (0..<Int.random(in: 1...4, using: &random)).map { _ in "| " + command() }
        return scan() + trunk.joined(separator: " ")
    }

    /// Its rows have `dest`, `user`, `process` or `process_name`, and numbers.
    private mutating func scan(_ keys: String? = nil) -> String {
        let functions = AggregateFunction.allCases.map(\.rawValue) + ["perc90", "exactperc12.5"]
        let aggregates = (0..<3).map { number in
            "\(pick(functions))(Processes.\(pick(["process_id", "process", "user"]))) as a\(number) "
        }
        let by =
            keys
            ?? pick([
                "Processes.dest Processes.user", "Processes.user Processes.process_name",
                "Processes.process Processes.dest Processes.user",
                "_time span=1h Processes.user Processes.dest",
                "Processes.process_id Processes.user",
            ])
        return "| tstats \(pick(["", "fillnull_value=null "]))count min(_time) as first "
            + "\(aggregates.joined())from datamodel=Endpoint.Processes where \(condition(0)) by \(by) "
            + "| rename \"Processes.*\" as * "
    }

    private mutating func condition(_ depth: Int) -> String {
        switch Int.random(in: 0..<(depth > 2 ? 5 : 8), using: &random) {
        case 0:
            return "Processes.process_name=\(pick(["a*", "b.exe", "CASE(A.exe)", "*.exe", "x"]))"
        case 1: return "Processes.user!=\(pick(["root", "b*", "nobody"]))"
        case 2: return "Processes.process IN (run, *long*, \(pick(["stop", "go*"])))"
        case 3, 4:
            return "Processes.process_id\(pick(["<", "<=", ">", ">="]))\(pick(["3", "5", "12"]))"
        case 5: return "NOT \(condition(depth + 1))"
        case 6: return "(\(condition(depth + 1)) OR \(condition(depth + 1)))"
        default: return "(\(condition(depth + 1)) \(condition(depth + 1)))"
        }
    }

    /// Rows that stand for groups stay those of a group: `stats` always has a key, as a run over
    /// nothing would else give a row.
    private mutating func command() -> String {
        let comparison = pick(["<", "<=", ">", ">=", "!=", "="])
        switch Int.random(in: 0..<15, using: &random) {
        case 0: return "where count\(comparison)\(pick(["1", "2", "3"]))"
        case 1: return "search count\(comparison)\(pick(["1", "2"])) OR user=bob"
        case 2: return "where a0\(comparison)a1 OR isnull(a2)"
        case 3: return "search NOT user=root NOT \"some text\""
        case 4: return "eval x=count*2+len(user), y=upper(user)"
        case 5: return "eval share=a1/count | where isnull(share) OR share\(comparison)2"
        case 6:
            let functions = [
                "sum(count)", "avg(count)", "dc(dest)", "values(user)", "stdev(count)",
            ]
            return "stats \(pick(functions)) as count \(pick(functions)) as a0 "
                + "min(first) as first by \(pick(["user", "dest", "user dest"]))"
        case 7: return "eventstats \(pick(["sum", "avg", "max", "stdev"]))(count) as all by user"
        case 8: return "sort \(pick(["-", "+"])) \(pick(["count", "user", "a1", "a2"]))"
        case 9: return "dedup \(pick(["user", "dest", "user dest"]))"
        case 10: return "head \(Int.random(in: 1...4, using: &random))"
        case 11:
            return "join type=\(pick(["inner", "left"])) max=\(pick(["0", "1"])) "
                + "\(pick(["user", "dest user"])) [\(scan("Processes.dest Processes.user"))"
                + "| rename count as others | fields dest user others]"
        case 12: return "append [\(scan())]"
        case 13: return "rex field=user \"(?<letter>[aeiou])\" | fillnull value=none letter"
        default: return "fields - \(pick(["a0", "a1", "first"]))"
        }
    }
}
