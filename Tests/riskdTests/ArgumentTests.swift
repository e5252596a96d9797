import CIM
import TestSupport
import Testing

@testable import riskd

/// What `riskd` says of a command line, and how it takes times.
struct ArgumentTests {
    @Test(
        "a word that is no subcommand is told with the one that was meant",
        arguments: [
            (["replya", "x.log"], "riskd has no subcommand 'replya'. Did you mean 'replay'?"),
            (["config", "shwo"], "riskd config has no subcommand 'shwo'. Did you mean 'show'?"),
            (["help", "chekc"], "riskd has no subcommand 'chekc'. Did you mean 'check'?"),
            (["frobnicate"], "riskd has no subcommand 'frobnicate'. There are: run, status,"),
        ])
    func subcommands(words: [String], message: String) throws {
        let result = try Program.run(words)
        #expect(result.status == 64 && result.output.isEmpty)
        #expect(result.errors.hasPrefix("Error: \(message)"), "\(result.errors)")
    }

    @Test(
        "what is no subcommand and need not be one stays as it is",
        arguments: [
            ["help"], ["help", "replay"], ["help", "config", "show"], ["config"], ["--version"],
            ["replay", "--help"], ["config", "show", "--help"],
        ])
    func known(words: [String]) throws {
        let result = try Program.run(words)
        #expect(result.status == 0 && !result.output.isEmpty, "\(result.errors)")
        #expect(result.errors.isEmpty)
    }

    @Test("an option that does not exist is told with the one that was meant")
    func options() throws {
        let result = try Program.run(["replay", "--detectoin", "x", "a.log"])
        #expect(result.status == 64)
        #expect(result.errors.contains("Did you mean '--detection'?"), "\(result.errors)")
    }

    /// 2025-03-04 10:20:30 UTC.
    private static let now = Timestamp(seconds: 1_741_083_630)

    @Test(
        "a time is a date, an instant, epoch seconds, or counted from now",
        arguments: [
            ("2025-03-01", "2025-03-01T00:00:00Z"),
            ("2025-03-01T08:00:00Z", "2025-03-01T08:00:00Z"),
            ("2025-03-01T08:00:00+02:00", "2025-03-01T06:00:00Z"),
            ("2025-03-01 08:00:00", "2025-03-01T08:00:00Z"),
            // As long as a date.
            ("1741075200", "2025-03-04T08:00:00Z"), ("1741075200000", "2025-03-04T08:00:00Z"),
            ("now", "2025-03-04T10:20:30Z"), ("-7d@d", "2025-02-25T00:00:00Z"),
            ("-1h", "2025-03-04T09:20:30Z"), ("@h", "2025-03-04T10:00:00Z"),
            ("+30m", "2025-03-04T10:50:30Z"),
        ])
    func times(text: String, instant: String) throws {
        let time = try EventTime(text, now: Self.now).time
        #expect(time == Timestamp.parse(instant), "\(text): \(time.rfc3339)")
    }

    @Test(
        "a time that is none is told with what to write",
        arguments: ["tomorow", "2025-13-01", "2025-02-30", "-7dd", "", "--to"])
    func wrongTimes(text: String) throws {
        #expect(throws: EventTime.Problem.self) { try EventTime(text, now: Self.now) }
        let result = try Program.run(["replay", "--from", text, "a.log"])
        #expect(result.status == 64)
        #expect(
            result.errors.hasPrefix(
                "Error: The value '\(text)' is invalid for '--from <time>': write 2025-03-04,"),
            "\(result.errors)")
    }

    @Test("a time from now chooses the runs of a replay")
    func replay() throws {
        let log = "\(Checkout.path)/examples/bits-job-persistence/events.xml"
        func rows(_ options: [String]) throws -> Int {
            let result = try Program.run(
                ["replay", "--config", "\(Checkout.path)/config/riskd.yaml", "--output", "rows"]
                    + options + [log])
            #expect(result.status == 0 || result.status == 3, "\(result.errors)")
            return result.output.split(separator: "\n").count
        }
        let all = try rows([])
        #expect(all > 0)
        #expect(try rows(["--to", "-1d@d"]) == all)
        #expect(try rows(["--from", "-1d@d"]) == 0)
        #expect(try rows(["--from", "1700000000", "--to", "now"]) == all)
    }
}
