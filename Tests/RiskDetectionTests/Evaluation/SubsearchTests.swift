import SPL
import Testing

@testable import RiskDetection

/// Searches in brackets as conditions on the rows before them.
struct SubsearchTests {
    private static let fixture = PipelineFixture(
        columns: ["host", "user", "n"],
        rows: [
            ["a", "Mira", "1"], ["b", "eve|root", "2"], ["c", nil, "3"], ["A", "sam", "10.1.2.3"],
        ])

    /// The fixture's scan gives the same rows to the search in brackets.
    private static let scan =
        "| tstats values(Processes.user) as host values(Processes.user) as user "
        + "values(Processes.user) as n from datamodel=Endpoint.Processes"

    @Test(
        "rows that agree with a row of the search in all of its columns are kept",
        arguments: [
            ("search [\(scan) | where n=\"1\" | fields host]", ["a", "A"]),
            ("search [\(scan) | where n=\"1\" | table host user]", ["a"]),
            ("search NOT [\(scan) | where n=\"1\" | fields host]", ["b", "c"]),
            ("search user=* [\(scan) | where n=\"2\" | fields user]", ["b"]),
            // Any value of either side; what is null in a row says nothing.
            ("search [\(scan) | where host=\"b\" | fields user]", ["b"]),
            ("search [\(scan) | where host=\"c\" | table host user]", ["c"]),
            // Of no rows nothing agrees.
            ("search [\(scan) | where n=\"9\" | fields host]", []),
            ("search NOT [\(scan) | where n=\"9\" | fields host]", ["a", "b", "c", "A"]),
            // Values are those of the search language.
            ("search [\(scan) | where n=\"1\" | eval user=\"M*\" | table user]", ["a"]),
            ("search [\(scan) | where n=\"1\" | eval n=\"10.0.0.0/8\" | table n]", ["A"]),
            // A column that no row has never agrees.
            ("search [\(scan) | where n=\"1\" | eval q=1 | table host q]", []),
            ("search host=a [\(scan) | table user] [\(scan) | where n=\"1\" | table user]", ["a"]),
        ])
    func keeps(_ command: String, _ hosts: [String]) throws {
        let rows = try Self.fixture.run("| " + command + " | table host")
        #expect(rows == hosts.map { "host=\($0)" })
    }

    @Test("a network in a condition stands for its addresses")
    func networks() throws {
        #expect(
            try Self.fixture.run("| search n=10.0.0.0/8 | table n") == ["n=10.1.2.3"])
        #expect(
            try Self.fixture.run("| search n IN (\"1\", \"10.1.0.0/16\") | table n")
                == ["n=1", "n=10.1.2.3"])
        #expect(
            try Self.fixture.run("| search n!=10.0.0.0/8 | table n") == ["n=1", "n=2", "n=3"])
        #expect(try Self.fixture.run("| where n=\"10.0.0.0/8\" | table n").isEmpty)
    }
}
