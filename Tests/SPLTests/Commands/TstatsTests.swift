import CIM
import SPL
import Testing

struct TstatsTests {
    private func compile(_ search: String) -> CompiledSearch {
        SearchCompiler(macros: MacroTable()).compile(search)
    }

    private func scan(_ search: String) throws -> Scan {
        let result = compile(search)
        return try #require(
            result.plan, "\(result.errors.map { $0.rendered(in: search) })"
        ).scans[0]
    }

    private func aggregates(_ scan: Scan) -> [String] {
        scan.aggregates.map {
            "\($0.function.rawValue)(\($0.input.map(PlanText.name) ?? "")) \($0.column)"
        }
    }

    @Test(
        "clauses may be written in any case, with blanks or commas, names with quotes",
        arguments: [
            "| tstats count min(_time) as first from datamodel=Endpoint.Processes where "
                + "Processes.user=a by Processes.dest Processes.user",
            "|tstats count, min(_time) AS first FROM datamodel=\"Endpoint.Processes\" WHERE "
                + "Processes.user=a BY Processes.dest, Processes.user",
            "tstats count min ( _time ) as \"first\" from datamodel = Endpoint.Processes where "
                + "(Processes.user = \"a\") groupby \"Processes.dest\",Processes.user,",
            "| TSTATS summariesonly=t allow_old_summaries=false Count min(_time) As first,"
                + "From datamodel=Endpoint where nodename=Endpoint.Processes Processes.user=a "
                + "GroupBy Processes.dest Processes.user",
            "| tstats count min(_time) as first from datamodel=Endpoint where nodename=\"Processes\" "
                + "AND Processes.user=a by Processes.dest Processes.user",
            "| tstats count min(_time) as first from datamodel=Endpoint.Processes "
                + "where nodename=Processes Processes.user=a by Processes.dest Processes.user",
            "\n| tstats count min(_time) as first\n\tfrom datamodel=Endpoint.Processes\n"
                + "by Processes.dest Processes.user where Processes.user=a",
        ])
    func readsAllSpellings(_ search: String) throws {
        let scan = try scan(search)
        #expect(scan.dataSet == Processes.dataSet)
        #expect(PlanText.text(scan.predicate) == "user=[a]")
        #expect(scan.keys.map(\.column) == ["Processes.dest", "Processes.user"])
        #expect(
            scan.keys.map(\.field)
                == [.field(Processes.Field.dest.id), .field(Processes.Field.user.id)])
        #expect(aggregates(scan).map { $0.lowercased() } == ["count() count", "min(_time) first"])
        #expect(scan.nullFill == nil)
    }

    @Test("a column is called as its aggregate is written, when `as` does not name it")
    func namesColumns() throws {
        let search =
            "| tstats count c(Processes.user) dc(Processes.user) distinct_count(Processes.user) "
            + "values( Processes.user ) min(_time) max(_time) as m sum(Processes.process_id) "
            + "avg(Processes.process_id) mean(Processes.process_id) stdev(Processes.process_id) "
            + "earliest(Processes.user) latest(host) from datamodel=Endpoint.Processes "
            + "by _time span=1h Processes.dest"
        #expect(
            aggregates(try scan(search)) == [
                "count() count", "count(user) c(Processes.user)", "dc(user) dc(Processes.user)",
                "dc(user) distinct_count(Processes.user)", "values(user) values(Processes.user)",
                "min(_time) min(_time)", "max(_time) m",
                "sum(process_id) sum(Processes.process_id)",
                "avg(process_id) avg(Processes.process_id)",
                "avg(process_id) mean(Processes.process_id)",
                "stdev(process_id) stdev(Processes.process_id)",
                "earliest(user) earliest(Processes.user)", "latest(host) latest(host)",
            ])
        #expect(
            compile(search).columns.prefix(5)
                == ["_time", "Processes.dest", "count", "c(Processes.user)", "dc(Processes.user)"])
    }

    @Test(
        "span= is a bucket width of _time",
        arguments: [
            ("1h", TimeSpan.seconds(3_600)), ("30m", .seconds(1_800)), ("30s", .seconds(30)),
            ("5min", .seconds(300)), ("2hrs", .seconds(7_200)), ("h", .seconds(3_600)),
            ("1d", .days(1)), ("24h", .seconds(86_400)), ("1mon", .months(1)),
            ("\"1h\"", .seconds(3_600)),
        ])
    func readsSpans(_ text: String, _ expected: TimeSpan) throws {
        for by in ["_time span=\(text) host", "host, _time span = \(text)", "span=\(text) _time"] {
            let scan = try scan("| tstats count from datamodel=Endpoint.Processes by \(by)")
            #expect(scan.keys.first { $0.field == .time }?.span == expected)
            #expect(scan.keys.allSatisfy { $0.field == .time || $0.span == nil })
        }
    }

    @Test("_time without span= counts by the minute, with a warning")
    func takesTheAutomaticSpan() throws {
        let result = compile("| tstats count from datamodel=Endpoint.Processes by _time")
        #expect(result.plan?.scans[0].keys.first?.span == .seconds(60))
        #expect(result.warnings.count == 1)
    }

    @Test("options are read wherever they stand; fillnull_value is the text for nulls")
    func readsOptions() throws {
        let scan = try scan(
            "| tstats summariesonly=false prestats=f append=false chunk_size=1000 "
                + "fillnull_value=\"n/a\" count from datamodel=Endpoint.Processes "
                + "allow_old_summaries=true by host")
        #expect(scan.nullFill == "n/a")
    }

    private static let place = "| tstats count from datamodel=Endpoint.Processes "
    private static let refusals: [(String, SPLError.Code)] = [
        ("| tstats «sumariesonly=t» count from datamodel=Endpoint.Processes", .unsupportedArgument),
        ("| tstats «prestats=t» count from datamodel=Endpoint.Processes", .unsupportedArgument),
        ("| tstats «append=yes» count from datamodel=Endpoint.Processes", .unsupportedArgument),
        (
            "| tstats «summariesonly=maybe» count from datamodel=Endpoint.Processes",
            .unsupportedArgument
        ),
        ("| tstats «summariesonly= count» from datamodel=Endpoint.Processes", .unsupportedArgument),
        ("| tstats «perc101»(Processes.user) from datamodel=Endpoint.Processes", .unknownFunction),
        (
            "| tstats «vlaues»(Processes.user) as x from datamodel=Endpoint.Processes",
            .unknownFunction
        ),
        ("| tstats «values» from datamodel=Endpoint.Processes", .syntax),
        ("| tstats «dc()» from datamodel=Endpoint.Processes", .syntax),
        ("| tstats count(«eval»(a=1)) from datamodel=Endpoint.Processes", .unsupportedArgument),
        ("| tstats min(_time «Processes.user») from datamodel=Endpoint.Processes", .syntax),
        ("| tstats min«(»_time", .syntax),
        ("| tstats count as «,» from datamodel=Endpoint.Processes", .syntax),
        ("| tstats count «frm» datamodel=Endpoint.Processes", .syntax),
        ("| tstats count«»", .syntax),
        ("| tstats count where host=a by host«»", .syntax),
        ("| tstats count from «Endpoint.Processes»", .syntax),
        ("| tstats count from datamodel=«»", .syntax),
        ("| tstats count from datamodel=«Endpoint»", .unknownDataModel),
        ("| tstats count from datamodel=«Endpont.Processes»", .unknownDataModel),
        ("| tstats count from datamodel=«Endpoint» where nodename=X", .unknownDataModel),
        (place + "where «nodename=Endpoint.Services»", .unknownDataModel),
        (place + "where (host=a OR «nodename»=Processes)", .unsupportedArgument),
        (place + "where «earliest»=-1h", .unsupportedArgument),
        (place + "where «(»a=1", .syntax),
        (place + "where a=1«)» by host", .syntax),
        (place + "where a=1 AND «by» host", .syntax),
        (place + "«were» a=1", .syntax),
        (place + "by«»", .syntax),
        (place + "by «Processes.*»", .unsupportedArgument),
        (place + "by host «span=1h»", .unsupportedArgument),
        (place + "by _time «span=0s»", .unsupportedArgument),
        (place + "by _time «span=1fortnight»", .unsupportedArgument),
        (place + "by _time «span=99999999999999999999h»", .unsupportedArgument),
        (place + "by _time «span=0.5s»", .unsupportedArgument),
        (place + "by host «by» user", .syntax),
        (place + "by PREFIX«(»host)", .syntax),
        ("| tstats count «min(_time)» as count from datamodel=Endpoint.Processes", .syntax),
        ("| tstats «count» as host from datamodel=Endpoint.Processes by host", .syntax),
        ("| tstats «from datamodel=Endpoint.Processes by host»", .syntax),
    ]

    @Test("what tstats cannot do is refused at its place", arguments: refusals)
    func refuses(_ marked: String, _ code: SPLError.Code) throws {
        let search = MarkedText(marked)
        let result = compile(search.text)
        let error = try #require(result.errors.first)
        #expect(error.code == code, "\(error.rendered(in: search.text))")
        #expect(error.range == search.range, "\(error.rendered(in: search.text))")
        #expect(result.errors.count == 1, "\(result.errors)")
    }

    private static let absentFields: [(String, String)] = [
        ("where «Processes.usr»=a", "Did you mean `Processes.user`?"),
        ("where «process_name»=a", "Did you mean `Processes.process_name`?"),
        ("where «processes.process_name»=a", "Did you mean `Processes.process_name`?"),
        ("where «Processes.Process_Name»=a", "Did you mean `Processes.process_name`?"),
        ("where «Processes._time»>5", "Did you mean `_time`?"),
        ("where «Processes.host»=a", "Did you mean `host`?"),
        ("by «Processes.zzzzzzzzzz»", "always null."),
        ("by «Filesystem.user»", "Did you mean `Processes.user`?"),
    ]

    @Test(
        "a field that the data set lacks is null, with a warning that names the nearest",
        arguments: absentFields)
    func warnsAboutAbsentFields(_ marked: String, _ message: String) throws {
        let search = MarkedText(Self.place + marked)
        let result = compile(search.text)
        #expect(result.plan != nil)
        let warning = try #require(result.warnings.first)
        #expect(warning.code == .unknownField)
        #expect(warning.range == search.range)
        #expect(warning.message.hasSuffix(message), "\(warning.message)")
    }

    @Test("a word without field is looked for in raw text, which a warning says")
    func warnsAboutTerms() throws {
        let search = MarkedText(Self.place + "where host=a «\"mimi katz\"»")
        let result = compile(search.text)
        #expect(result.warnings.map(\.range) == [search.range])
        #expect(
            PlanText.text(try #require(result.plan).scans[0].predicate)
                == "(host=[a] & term:mimi katz)")
    }

    @Test("an unknown data set is refused with those that there are")
    func listsDataSets() {
        let message = compile("| tstats count from datamodel=Web.Web").errors.first?.message
        #expect(message?.contains("`Web.Web`") == true)
        #expect(message?.contains("Endpoint.Processes") == true)
    }

    @Test(
        "a data model alone stands for the data set that all fields are of",
        arguments: [
            ("Network_Resolution by DNS.src DNS.query", "Network_Resolution.DNS"),
            ("Network_Resolution", "Network_Resolution.DNS"),
            ("Network_Traffic where All_Traffic.dest_port=3389", "Network_Traffic.All_Traffic"),
            ("Network_Resolution where nodename=DNS \"DNS.query\"=x", "Network_Resolution.DNS"),
            ("Endpoint by Registry.dest", "Endpoint.Registry"),
            ("Endpoint where Processes.user=a OR Processes.user=b by host", "Endpoint.Processes"),
        ])
    func infersDataSets(_ rest: String, _ name: String) throws {
        #expect(try scan("| tstats count from datamodel=\(rest)").dataSet.qualifiedName == name)
    }

    @Test(
        "a data model alone is refused where events of several data sets would count",
        arguments: [
            "Endpoint", "Endpoint by host", "Endpoint where NOT Processes.user=a by host",
            "Endpoint where Processes.user=a by Registry.dest", "Network_Traffic by DNS.src", "Web",
        ])
    func refusesDataModels(_ rest: String) {
        let result = compile("| tstats count from datamodel=\(rest)")
        #expect(result.errors.map(\.code) == [.unknownDataModel])
    }

    @Test("a null that is filled keeps events of other data sets, so their data set must be named")
    func refusesFilledDataModels() {
        let head = "| tstats fillnull_value=x count from datamodel=Endpoint"
        #expect(compile(head + " by Registry.dest").errors.map(\.code) == [.unknownDataModel])
        #expect(compile(head + " where Registry.dest=a by Registry.dest").errors.isEmpty)
    }

    @Test("a field or aggregate written twice counts once, with a warning")
    func dropsDuplicates() throws {
        let result = compile(
            "| tstats count count from datamodel=Endpoint.Processes by host host")
        #expect(result.columns == ["host", "count"])
        #expect(result.warnings.count == 2)
    }
}
