import CIM
import SPL
import Testing

/// Bounds of what a search or a schedule may say, each met exactly.
struct SearchLimitTests {
    private func errors(_ stages: String) -> [SPLError.Code] {
        SearchCompiler(macros: MacroTable()).compile(
            "| tstats count from datamodel=Endpoint.Processes by Processes.dest " + stages
        ).errors.map(\.code)
    }

    @Test("a bucket is at most four billion units wide")
    func spans() {
        #expect(TimeSpan("4000000000s") != nil && TimeSpan("4000000001s") == nil)
        #expect(TimeSpan("99999999999s") == nil && TimeSpan("0s") == nil)
    }

    @Test("a call has at most ten thousand arguments")
    func arguments() {
        func call(_ count: Int) -> String {
            "| eval x=coalesce(" + Array(repeating: "count", count: count).joined(separator: ",")
                + ")"
        }
        #expect(errors(call(10_000)).isEmpty)
        #expect(errors(call(10_001)).count == 1)
    }

    @Test("options of commands have bounds, each met exactly")
    func options() {
        let cases: [(String, Int)] = [
            ("| append [| makeresults count=100000]", 0),
            ("| append [| makeresults count=100001]", 1),
            ("| streamstats window=10000 count as n", 0),
            ("| streamstats window=10001 count as n", 1),
        ]
        for (stages, count) in cases { #expect(errors(stages).count == count, "\(stages)") }
    }

    @Test("map runs a thousand searches at most")
    func searches() {
        for (count, isRefused) in [(1_000, false), (1_001, true)] {
            let search =
                "EventCode=1 | stats count by user | map maxsearches=\(count) "
                + "search=\"search EventCode=2 user=$user$\" | table user"
            let result = SearchCompiler(macros: MacroTable()).compile(search)
            #expect(result.errors.isEmpty != isRefused, "\(count): \(result.errors)")
        }
    }

    @Test("foreach stands for 500 columns at most")
    func foreach() {
        func stages(_ count: Int) -> String {
            let names = (0..<count).map { "c\($0)" }.joined(separator: " ")
            return "| table \(names) | foreach * [eval '<<FIELD>>'=1]"
        }
        #expect(errors(stages(400)).isEmpty)
        #expect(errors(stages(501)).contains(.tooComplex))
    }

    @Test("of the problems of a search a hundred are told")
    func problems() {
        for (count, told) in [(99, 99), (100, 100), (101, 100), (300, 100)] {
            let stages = (0..<count).map { "| nosuch\($0)" }.joined(separator: " ")
            #expect(errors(stages).count == told)
        }
    }

    @Test("a schedule that comes due once in forty years is found, one that never does ends")
    func years() throws {
        let leap = try CronSchedule("0 0 29 2 *")
        let eve = Timestamp(seconds: 3_981_312_000)  // 2096-02-29
        let next = try #require(leap.next(after: eve, zone: .utc))
        #expect(next.rfc3339 == "2104-02-29T00:00:00Z")
        #expect(try CronSchedule("0 0 30 2 *").next(after: eve, zone: .utc) == nil)
    }

    @Test("more than a hundred thousand windows over one instant are refused")
    func overlap() throws {
        for (minutes, isRefused) in [(99_000, false), (100_000, false), (100_001, true)] {
            let schedule = Schedule(
                cron: try CronSchedule("* * * * *"), earliest: try TimeModifier("-\(minutes)m"),
                latest: try TimeModifier("now"), zone: .utc)
            #expect((schedule.problem != nil) == isRefused, "\(minutes)")
        }
    }

    @Test("of a lookup table in brackets ten thousand rows count, and a warning says so")
    func subsearchRows() throws {
        for (count, warnings) in [(9_999, 0), (10_000, 0), (10_001, 1)] {
            let table = LookupTable(
                name: "names", columns: ["user"], rows: (0..<count).map { ["user\($0)"] })
            let compiled = SearchCompiler(macros: MacroTable(), lookups: LookupCatalog([table]))
                .compile(
                    "| tstats count from datamodel=Endpoint.Processes by Processes.user "
                        + "| rename Processes.* as * | search [| inputlookup names]")
            #expect(compiled.errors.isEmpty)
            #expect(compiled.warnings.count == warnings, "\(count)")
            #expect(compiled.warnings.allSatisfy { $0.message.contains("only the first 10000 of") })
        }
    }
}
