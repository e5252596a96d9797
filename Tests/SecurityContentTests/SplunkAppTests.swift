import CIM
import Foundation
import RiskDetection
import SPL
import Testing

@testable import SecurityContent

/// Directories of Splunk apps as content.
struct SplunkAppTests {
    private static func compiled(
        _ content: TemporaryContent, _ selection: ContentSelection = .all,
        configure: (inout Configuration) -> Void = { _ in }
    ) -> CompiledContent {
        var configuration = Configuration()
        configure(&configuration)
        return ContentLibrary.load(directories: [content.path])
            .compile(configuration: configuration, zone: .utc, selecting: selection)
    }

    private static let search =
        "| tstats count from datamodel=Endpoint.Processes by Processes.dest Processes.user | "
        + "`drop_dm_object_name(Processes)`"

    static let whole = #"""
        # A correlation search as Enterprise Security writes it.
        [Threat - Odd Shells - Rule]
        action.correlationsearch.enabled = 1
        action.correlationsearch.label = Odd Shells
        action.correlationsearch.annotations = {"mitre_attack":["T1059"],"analytic_story":["S"],"cis20":["CIS 13"]}
        action.customsearchbuilder.enabled = false
        action.customsearchbuilder.spec = {}
        action.notable = 1
        action.notable.param.rule_title = Odd shell on $dest$
        action.notable.param.rule_description = On $dest$ by $user$
        action.notable.param.nes_fields = user, dest
        action.notable.param.security_domain = threat
        action.notable.param.severity = critical
        action.notable.param.drilldown_name = Rows of $dest$
        action.notable.param.drilldown_search = index=x dest=$dest$
        action.risk = 1
        action.risk.param._risk_message = $user$ has an odd shell
        action.risk.param._risk = [{"risk_object_field":"dest","risk_object_type":"system","risk_score":"30"},{"risk_object_field":"user","risk_object_type":"user","risk_score":64,"risk_message":"odd"},{"threat_object_field":"dest","threat_object_type":"d"}]
        alert.suppress = 1
        alert.suppress.fields = "dest", user
        alert.suppress.period = 1d
        counttype = number of events
        relation = greater than
        quantity = 0
        cron_schedule = */30 * * * *
        dispatch.earliest_time = -1d@h
        description = Shells \
        that are odd.
        disabled = 0
        enableSched = 1
        search = | tstats count from datamodel=Endpoint.Processes \
          by Processes.dest Processes.user \
        | `drop_dm_object_name(Processes)`
        """#

    @Test("a stanza becomes a detection with schedule, risk, notable, throttle and annotations")
    func whole() throws {
        let content = try TemporaryContent()
        try content.write("default/savedsearches.conf", Self.whole)
        let compiled = Self.compiled(content)
        #expect(compiled.problems.isEmpty, "\(compiled.problems)")
        let detection = try #require(compiled.detections.first)
        #expect(detection.name == "Odd Shells")
        #expect(detection.searchName == "Threat - Odd Shells - Rule")
        #expect(detection.id == "Threat - Odd Shells - Rule")
        #expect(detection.type == .ttp && detection.status == "production")
        #expect(detection.description == "Shells\nthat are odd.")
        #expect(detection.schedule.cron.text == "*/30 * * * *")
        #expect(detection.schedule.earliest.text == "-1d@h")
        #expect(detection.schedule.latest.text == "now")
        #expect(
            detection.risk
                == RiskAnnotation(
                    message: "$user$ has an odd shell",
                    riskObjects: [
                        RiskObjectField(field: "dest", type: "system", score: 30),
                        RiskObjectField(field: "user", type: "user", score: 64, message: "odd"),
                    ], threatObjects: [ThreatObjectField(field: "dest", type: "d")]))
        #expect(detection.createsRisk && detection.severity == .critical)
        #expect(
            detection.notable
                == NotableAnnotation(
                    title: "Odd shell on $dest$", description: "On $dest$ by $user$",
                    fields: ["user", "dest"]))
        #expect(detection.securityDomain == "threat")
        #expect(
            detection.throttle == Throttle(columns: ["dest", "user"], periodSeconds: 86_400))
        #expect(detection.annotations.list("mitre_attack") == ["T1059"])
        #expect(
            detection.drilldowns == [
                Drilldown(
                    name: "Rows of $dest$", search: "index=x dest=$dest$",
                    earliestOffset: "$info_min_time$", latestOffset: "$info_max_time$")
            ])
    }

    @Test("local wins over default key by key, a stanza over [default], and [default] over nothing")
    func layers() throws {
        let content = try TemporaryContent()
        try content.write(
            "default/savedsearches.conf",
            """
            enableSched = 1
            [default]
            cron_schedule = 1 * * * *
            dispatch.earliest_time = -1h@h
            [A]
            action.notable = 1
            search = \(Self.search)
            disabled = 1
            [B]
            action.notable = 1
            cron_schedule = 2 * * * *
            search = \(Self.search)
            """)
        try content.write(
            "local/savedsearches.conf",
            """
            [default]
            dispatch.latest_time = @h
            cron_schedule = 3 * * * *
            [A]
            disabled = false
            description = local
            [C]
            action.notable = yes
            search = \(Self.search)
            """)
        let compiled = Self.compiled(content, .enabled) {
            $0.detections.enable = [LocatedText("*")]
        }
        #expect(compiled.problems.isEmpty, "\(compiled.problems)")
        #expect(compiled.detections.map(\.name) == ["A", "B", "C"])
        #expect(
            compiled.detections.map(\.schedule.cron.text) == [
                "3 * * * *", "2 * * * *", "3 * * * *",
            ])
        #expect(compiled.detections.map(\.description) == ["local", "", ""])
        #expect(compiled.detections.allSatisfy { $0.schedule.latest.text == "@h" })
    }

    @Test("what is off in Splunk is enabled by its name, and by no pattern, which is told")
    func off() throws {
        let content = try TemporaryContent()
        func stanza(_ name: String, _ keys: String) -> String {
            """
            [\(name)]
            action.notable = 1
            cron_schedule = 1 * * * *
            dispatch.earliest_time = -1h@h
            search = \(Self.search)
            \(keys)

            """
        }
        try content.write(
            "local/savedsearches.conf",
            stanza("On", "enableSched = 1") + stanza("Off", "enableSched = 1\ndisabled = 1")
                + stanza("Never", ""))
        func names(_ enable: [String], _ filters: [DetectionFilter] = []) -> [String] {
            Self.compiled(content, .enabled) {
                $0.detections.enable = enable.map { LocatedText($0) }
                $0.detections.enableWhere = filters
            }.detections.map(\.name)
        }
        #expect(names(["*"]) == ["On"])
        #expect(names([], [DetectionFilter([(.status, LocatedText("production"))])]) == ["On"])
        #expect(names(["Off", "O*"]) == ["Off", "On"])
        #expect(Self.compiled(content).detections.count == 3)
        let told = Self.compiled(content, .enabled) {
            $0.detections.enable = [LocatedText("*"), LocatedText("Off")]
        }.problems
        #expect(told.map(\.severity) == [.warning])
        #expect(told[0].message.hasPrefix("1 detection(s) that this fits are off"), "\(told)")
    }

    @Test(
        "a stanza is a detection when it raises something",
        arguments: [
            ("action.correlationsearch.enabled = 1", true), ("action.risk = 1", true),
            ("action.notable = t", true), ("", false), ("counttype = always", false),
            ("counttype = number of events\nrelation = greater than\nquantity = 0", true),
            ("alert.track = 1", true), ("enableSched = 0\nalert.track = 1", false),
            ("action.risk = 0\naction.email = 1", false),
        ])
    func isDetection(_ keys: String, _ isDetection: Bool) throws {
        let content = try TemporaryContent()
        try content.write(
            "default/savedsearches.conf",
            """
            [X]
            enableSched = 1
            cron_schedule = 1 * * * *
            dispatch.earliest_time = -1h@h
            search = \(Self.search)
            \(keys)
            """)
        let library = ContentLibrary.load(directories: [content.path])
        #expect(library.documents.count == (isDetection ? 1 : 0))
        #expect(library.otherFiles == (isDetection ? 0 : 1))
    }

    @Test("macros and lookups of the app are those of its searches")
    func tables() throws {
        let content = try TemporaryContent()
        try content.write(
            "default/macros.conf",
            "[tools(2)]\nargs = a, b\ndefinition = Processes.$a$=$b$\n[nothing]\n[shell]\n"
                + "definition = never\n")
        try content.write("local/macros.conf", "[shell]\ndefinition = `tools(dest, x)` \\\n")
        try content.write(
            "default/transforms.conf",
            """
            [tool_table]
            filename = tools.csv
            match_type = WILDCARD(tool)
            case_sensitive_match = 0
            default_match = none
            max_matches = 3
            [store]
            external_type = kvstore
            collection = s
            fields_list = _key, host
            [extracts]
            REGEX = (x)
            """)
        try content.write("lookups/tools.csv", "tool,risk\nmimi*,high\n")
        try content.write("lookups/plain.csv", "a,b\n1,2\n")
        try content.write(
            "default/savedsearches.conf",
            """
            [X]
            action.risk = 1
            action.risk.param._risk_object = Processes.dest
            action.risk.param._risk_object_type = system
            action.risk.param._risk_score = 40
            cron_schedule = 1 * * * *
            dispatch.earliest_time = -1h@h
            search = | tstats count from datamodel=Endpoint.Processes where `shell` `nothing` \\
            by Processes.dest | lookup tool_table tool as Processes.dest \\
            | lookup plain.csv a as Processes.dest | lookup store host as Processes.dest
            """)
        let library = ContentLibrary.load(directories: [content.path])
        #expect(library.problems.isEmpty, "\(library.problems)")
        let table = try #require(library.lookups.table("tool_table"))
        #expect(table.matchTypes == ["tool": .wildcard] && !table.isCaseSensitive)
        #expect(table.defaultMatch == "none" && table.matchesMin == 1 && table.matchesMax == 3)
        #expect(library.lookups.table("store")?.isEmptyStore == true)
        let compiled = Self.compiled(content)
        #expect(
            compiled.problems.map {
                content.relative("\($0.file):\($0.line)") + $0.message.prefix(8)
            }
                == ["default/savedsearches.conf:10[X] the "], "\(compiled.problems)")
        let detection = try #require(compiled.detections.first)
        #expect(
            detection.risk.riskObjects == [
                RiskObjectField(field: "Processes.dest", type: "system", score: 40)
            ])
        #expect(detection.type == .anomaly)
    }

    @Test("check names file, line and stanza of every problem, all at once")
    func problems() throws {
        let content = try TemporaryContent()
        try content.write(
            "default/savedsearches.conf",
            #"""
            [A]
            action.correlationsearch.enabled = 1
            action.correlationsearch.metadata = {
            action.risk = 1
            action.risk.param._risk = [{"risk_object_field":"x"}]
            action.notable = maybe
            action.email = 1
            alert.suppress = 1
            alert.suppress.period = soon
            alert_condition = search count > 5
            dispatch.index_earliest = -1h
            counttype = number of events
            relation = greater than
            quantity = 5
            no key at all
            [B]
            action.notable = 1
            cron_schedule = 61 * * * *
            dispatch.earliest_time = rt-5m
            search = | tstats count \
              from datamodel=Endpoint.Processes \
              by Processes.dest \
              | iplocation Processes.dest
            [C
            action.notable = 1
            """#)
        try content.write(
            "local/macros.conf",
            "[m(1)]\ndefinition = x\n[e]\niseval = 1\ndefinition = 1\n[a b]\ndefinition = x\n")
        try content.write(
            "local/transforms.conf",
            "[t]\nfilename = gone.csv\nmax_matches = many\ntime_field = a\nfilter = b=1\n")
        let compiled = Self.compiled(content)
        #expect(compiled.detections.isEmpty)
        let told = compiled.problems.map {
            content.relative("\($0.file):\($0.line): ") + $0.message
        }
        let expected: [(Int, String)] = [
            (1, "[A] cron_schedule is missing"), (1, "[A] dispatch.earliest_time is missing"),
            (1, "[A] search is missing"),
            (3, "[A] action.correlationsearch.metadata is no JSON object"),
            (4, "[A] action.risk without risk objects"),
            (5, "[A] action.risk.param._risk: an entry has neither"),
            (6, "[A] action.notable is \"maybe\""), (7, "[A] action.email is not carried out"),
            (8, "[A] alert.suppress without alert.suppress.fields"),
            (9, "[A] alert.suppress.period is \"soon\""), (10, "[A] alert_condition is not asked"),
            (11, "[A] dispatch.index_earliest:"), (12, "[A] the alert is for counttype"),
            (15, "[A] neither a stanza"), (18, "[B] "), (19, "[B] "),
            (23, "[B] the command `iplocation`"),
            (24, "a stanza without its closing bracket"),
        ]
        let searches = compiled.problems.filter { $0.file.hasSuffix("savedsearches.conf") }
        #expect(searches.map(\.line) == expected.map(\.0), "\(told.joined(separator: "\n"))")
        for (problem, (_, message)) in zip(searches, expected) {
            #expect(problem.message.hasPrefix(message), "\(problem)")
        }
        let others = told.filter { !$0.contains("savedsearches.conf") }
        let heads = [
            "local/macros.conf:1: [m(1)] the name says 1", "local/macros.conf:4: [e] a macro",
            "local/macros.conf:6: [a b] no macro name",
            "local/transforms.conf:2: [t] there is no lookups/gone.csv",
            "local/transforms.conf:3: [t] max_matches is \"many\"",
            "local/transforms.conf:4: [t] time_field: lookups by time are not supported",
            "local/transforms.conf:5: [t] filter is not followed here",
        ]
        #expect(others.count == heads.count, "\(others)")
        for (text, head) in zip(others, heads) { #expect(text.hasPrefix(head), "\(text)") }
    }

    @Test("a file of more than 64 MiB is refused unread, and the others of the app are read")
    func bytes() throws {
        let content = try TemporaryContent()
        try content.write("default/macros.conf", "[m]\ndefinition = x\n")
        try content.write("default/savedsearches.conf", "")
        let file = try FileHandle(
            forWritingTo: content.root.appending(path: "default/savedsearches.conf"))
        try file.truncate(atOffset: UInt64(SplunkApp.bytesMax) + 1)
        try file.close()
        let library = ContentLibrary.load(directories: [content.path])
        #expect(
            library.problems.map(\.message) == ["larger than 64 MiB: such a file is not read"])
        #expect(library.macros.map(\.macro.name) == ["m"])
    }

    @Test(
        "the name of a detection is in that of its saved search",
        arguments: [
            ("ESCU - A - B - Rule", "A - B"), ("Threat - X - Rule", "X"), ("Plain", "Plain"),
            (" - Rule", " - Rule"), ("X - Rule", "X - Rule"), ("A -  - Rule", "A -  - Rule"),
        ])
    func name(_ searchName: String, _ name: String) {
        #expect(SavedSearchDefaults.name(of: searchName) == name)
    }
}
