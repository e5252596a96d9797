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
            ("eval a=1 | rename a as b | table user", ["a"]),
            ("eval a=1", ["a"]),
        ])
    func kept(commands: String, columns: [String]) throws {
        let detection = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes by Processes.user "
                + "| rename Processes.* as * | \(commands)")
        #expect(extended(detection.plan.root.pruned) == columns)
    }
}
