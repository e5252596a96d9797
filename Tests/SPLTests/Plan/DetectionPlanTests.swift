import SPL
import Testing

struct DetectionPlanTests {
    private static let macros = MacroTable([
        Macro(
            name: "security_content_summariesonly",
            definition: "summariesonly=`config` allow_old_summaries=true fillnull_value=null"),
        Macro(name: "config", definition: "false"),
        Macro(
            name: "process_bitsadmin",
            definition:
                "(Processes.process_name=bitsadmin.exe OR Processes.original_file_name=bitsadmin.exe)"
        ),
        Macro(name: "drop_dm_object_name", arguments: ["o"], definition: #"rename "$o$.*" as *"#),
        Macro(
            name: "security_content_ctime", arguments: ["field"],
            definition: #"convert timeformat="%Y-%m-%dT%H:%M:%S" ctime($field$)"#),
        Macro(name: "bits_job_persistence_filter", definition: "search *"),
    ])

    @Test("a whole detection becomes one scan with a rename and two conversions above it")
    func compilesBITSJobPersistence() throws {
        let result = SearchCompiler(macros: Self.macros).compile(
            """
            | tstats `security_content_summariesonly` count min(_time) as firstTime \
            max(_time) as lastTime from datamodel=Endpoint.Processes where `process_bitsadmin` \
            Processes.process IN (*create*, *addfile*, *resume* ) \
            by Processes.dest Processes.user Processes.process_name Processes.process_id \
            | `drop_dm_object_name(Processes)` | `security_content_ctime(firstTime)` \
            | `security_content_ctime(lastTime)` | `bits_job_persistence_filter`
            """)
        let plan = try #require(result.plan, "\(result.errors)")
        #expect(result.warnings.isEmpty)
        #expect(
            result.columns
                == ["dest", "user", "process_name", "process_id", "count", "firstTime", "lastTime"])
        #expect(plan.scans.count == 1)
        #expect(plan.scans[0].nullFill == "null")
        #expect(
            PlanText.text(plan.scans[0].predicate)
                == "((process_name=[bitsadmin.exe] / original_file_name=[bitsadmin.exe])"
                + " & process=[*create*|*addfile*|*resume*])")
        #expect(
            PlanText.text(plan.root) == "scan 0 | rename Processes.*>*"
                + " | extend firstTime=strftime(firstTime,%Y-%m-%dT%H:%M:%S)"
                + " | extend lastTime=strftime(lastTime,%Y-%m-%dT%H:%M:%S)")
    }
}
