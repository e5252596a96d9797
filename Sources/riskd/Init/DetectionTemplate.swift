import DetectionExport

/// A detection to begin with: a search that compiles, its filter macro, and a test with one log in
/// which it fires and one in which it must not.
struct DetectionTemplate {
    /// A file below the directory of content.
    struct File {
        let path: String
        let text: String
    }

    let name: String
    let id: String
    let author: String
    /// `2025-03-04`
    let date: String
    let technique: String

    /// `windows_bits_job` of "Windows BITS Job": the name of its files and macro.
    var stem: String {
        var stem = ""
        for scalar in name.lowercased().unicodeScalars {
            let isKept = ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
            if isKept { stem.unicodeScalars.append(scalar) }
            if !isKept, stem.last != "_", !stem.isEmpty { stem += "_" }
        }
        return stem.last == "_" ? String(stem.dropLast()) : stem
    }

    var files: [File] {
        [
            File(path: "detections/\(stem).yml", text: detection),
            File(path: "macros/\(stem)_filter.yml", text: macro),
            File(path: "data/\(stem).xml", text: Self.event("example.exe --steal --now")),
            File(path: "data/\(stem)_benign.xml", text: Self.event("example.exe --help")),
        ]
    }

    private static func quoted(_ text: String) -> String { JSONValue.string(text).text }

    private var detection: String {
        """
        name: \(Self.quoted(name))
        id: \(id)
        version: 1
        date: '\(date)'
        author: \(Self.quoted(author))
        # Only what is in production is tested by riskd test without --detection.
        status: production
        # TTP: an attack by itself. Anomaly: unusual, adds risk. Hunting: rows for people, no risk.
        type: TTP
        description: Say what an attacker does here, and how the log shows it.
        data_source:
        - Sysmon EventID 1
        # "riskd language" lists the commands and functions, "riskd language --fields" the fields.
        search: |-
          | tstats count min(_time) as firstTime max(_time) as lastTime
          from datamodel=Endpoint.Processes
          where Processes.process_name=example.exe Processes.process=*--steal*
          by Processes.dest Processes.user Processes.parent_process_name Processes.process_name
          Processes.process
          | rename Processes.* as *
          | `\(stem)_filter`
        how_to_implement: Say which logs are needed, and what must be switched on for them.
        known_false_positives: Say who does the same for good reasons.
        references: []
        # What risk is added to, and how much: 0 to 100.
        rba:
          message: $process_name$ was started by $parent_process_name$ on $dest$ by $user$
          risk_objects:
          - {field: user, type: user, score: 50}
          - {field: dest, type: system, score: 50}
          threat_objects:
          - {field: process_name, type: process_name}
        tags:
          analytic_story: []
          asset_type: Endpoint
          mitre_attack_id: [\(technique)]
          product: [Splunk Enterprise Security]
          security_domain: endpoint
        # riskd test: 3, 2-5, '>=3' rows; without expected_results one row is enough.
        tests:
        - name: finds the attack
          attack_data:
          - data: data/\(stem).xml
            sourcetype: XmlWinEventLog
          expected_results: 1
        - name: does not fire on what is harmless
          attack_data:
          - data: data/\(stem)_benign.xml
            sourcetype: XmlWinEventLog
          expected_results: 0

        """
    }

    private var macro: String {
        """
        name: \(stem)_filter
        description: Keeps all rows; what is known to be harmless goes here.
        definition: search *

        """
    }

    private static func event(_ command: String) -> String {
        """
        <Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>\
        <Provider Name='Microsoft-Windows-Sysmon'/><EventID>1</EventID>\
        <TimeCreated SystemTime='2025-03-04T09:12:30.5000000Z'/>\
        <Channel>Microsoft-Windows-Sysmon/Operational</Channel><Computer>ws-1.example.com</Computer>\
        </System><EventData><Data Name='ProcessId'>4242</Data>\
        <Data Name='Image'>C:\\Users\\mira\\example.exe</Data>\
        <Data Name='CommandLine'>\(command)</Data><Data Name='User'>EXAMPLE\\mira</Data>\
        <Data Name='ParentProcessId'>1000</Data>\
        <Data Name='ParentImage'>C:\\Windows\\explorer.exe</Data>\
        <Data Name='ParentCommandLine'>explorer.exe</Data></EventData></Event>

        """
    }
}
