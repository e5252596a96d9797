import SPL
import TestSupport
import Testing

@testable import RiskDetection

/// Columns that nobody looks at are not worked out.
struct PruningTests {
    private func extended(_ relation: Relation) -> [String] {
        var columns = relation.inputs.flatMap(extended)
        if case .extend(_, let column, _) = relation { columns.append(column) }
        return columns
    }

    @Test(
        "a column is worked out where something above it reads it, or where it is a result",
        arguments: [
            ("eval a=1 | stats count by user", []),
            ("eval a=1 | stats max(a) as m by user", ["a"]),
            ("eval a=1, b=a | stats max(b) as m by user", ["a", "b"]),
            ("eval a=1 | eval a=2 | stats max(a) as m by user", ["a"]),
            ("eval a=1 | eval a=a+1 | stats max(a) as m by user", ["a", "a"]),
            ("eval a=1, b=2 | where b>1 | table user", ["b"]),
            ("eval a=1, b=2 | search a=1 | table user b", ["a", "b"]),
            ("eval a=1, b=2 | sort - a | head 3 | table user", ["a"]),
            ("eval a=1, b=2 | dedup b | table user", ["b"]),
            ("eval a=1, b=2 | eventstats sum(b) as s by a | table user s", ["a", "b"]),
            ("eval a=1 | stats count(eval(a=1)) as n", ["a"]),
            ("eval _time=5 | stats earliest(user) as u", ["_time"]),
            ("eval a=1 | rename a as b | table user", []),
            ("eval a=1 | rename a as b | table b", ["a"]),
            ("eval a=1, b=2 | rename a as b | table b", ["a", "b"]),
            ("eval x.a=1, x.b=2, y=3 | rename x.* as * | stats max(a) as m by user", ["x.a"]),
            ("eval x.a=1, a=2 | rename x.* as *, a as c | table c", ["x.a", "a"]),
            ("eval a=1 | rename a as b, b as c | table c", ["a"]),
            ("eval a=1", ["a"]),
        ])
    func kept(commands: String, columns: [String]) throws {
        let detection = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes by Processes.user "
                + "| rename Processes.* as * | \(commands)")
        #expect(extended(detection.plan.root.pruned) == columns)
    }

    @Test(
        "of a scan those columns are worked out that something looks at",
        arguments: [
            ("stats count by user", ["user", "Processes.user", "_time", "Processes._time"]),
            (
                "stats max(b) as m by user",
                ["user", "Processes.user", "_time", "Processes._time", "b", "Processes.b"]
            ),
            ("table user, a", ["user", "Processes.user", "a", "Processes.a"]),
            ("where a>1", nil), ("eval c=a", nil),
        ] as [(String, Set<String>?)])
    func scanned(commands: String, columns: Set<String>?) throws {
        let detection = try Detection.fixture(
            "| tstats count as a max(_time) as b from datamodel=Endpoint.Processes "
                + "by Processes.user | rename Processes.* as * | \(commands)")
        #expect(detection.plan.root.pruned.columnsRead(ofScan: 0) == columns)
    }

    private func operators(_ relation: Relation) -> [String] {
        let below = relation.inputs.flatMap(operators)
        switch relation {
        case .filter: return below + ["filter"]
        case .extend(_, let column, _): return below + [column]
        default: return below
        }
    }

    @Test(
        "columns that a condition does not read are worked out behind it",
        arguments: [
            ("eval a=1, b=2 | where b>1", ["a", "b", "filter"]),
            ("eval a=1, b=2 | where a>1", ["a", "filter", "b"]),
            ("eval a=1 | eval b=a | where count>1", ["filter", "a", "b"]),
            ("eval a=1 | eval a=a+1 | where a>1", ["a", "a", "filter"]),
            ("eval a=1 | head 1 | where count>1", ["a", "filter"]),
            ("eval a=1 | where count>1 | search user=x a=1", ["filter", "a", "filter"]),
        ])
    func order(commands: String, operators: [String]) throws {
        let detection = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes by Processes.user "
                + "| rename Processes.* as * | \(commands)")
        #expect(self.operators(detection.plan.root.pruned) == operators)
    }
}
