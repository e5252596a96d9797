import DetectionExport

/// A `riskd.yaml` for a new operator: what was decided, with a comment for each key, and where to
/// read on.
struct StarterConfiguration {
    /// Where records come from.
    enum Source {
        /// - Parameter seen: What lies there now, for the comment.
        case files(name: String, paths: [String], seen: String)
        case journal
        case syslog(endpoint: String)
    }

    var sources: [Source] = []
    /// Absolute paths.
    var content: [String] = []
    /// Names and patterns; nil for everything in production of the content.
    var enabled: [String]?
    var readsFromStart = false
    /// Where output, state and the socket lie, instead of in the system's own directories.
    var directory: String?
    var version: String

    var text: String {
        (head + contentLines + sourceLines + detectionLines + outputLines)
            .joined(separator: "\n") + "\n"
    }

    private var head: [String] {
        [
            "# riskd.yaml, begun by \"riskd init\" of riskd \(version).",
            "#",
            "# Every key that is not here has its default: \"man riskd.yaml\" explains all of them, and",
            "# \"riskd config show\" prints the values in force. \"riskd config schema\" gives editors a",
            "# JSON Schema. After a change: \"riskd check\", then \"systemctl reload riskd\".",
            "",
        ]
    }

    private var contentLines: [String] {
        [
            "# Directories of detections, macros and lookups; later ones win over earlier ones.",
            "content:",
        ]
            + content.map { "  - \(Self.quoted($0))" } + [""]
    }

    private var sourceLines: [String] {
        guard !sources.isEmpty else {
            return [
                "# Where records come from. None yet: riskd reads nothing until one is here.",
                "sources: []", "",
            ]
        }
        return ["# Where records come from.", "sources:"] + sources.flatMap(lines(of:)) + [""]
    }

    private func lines(of source: Source) -> [String] {
        let start = readsFromStart ? "start" : "end"
        let meaning =
            readsFromStart
            ? "# What is there already is read, too; \"end\" begins with what comes from now on."
            : "# Begins with what comes from now on; \"start\" reads what is there already, too."
        switch source {
        case .files(let name, let paths, let seen):
            return [
                "  - name: \(Self.quoted(name))", "    # Now: \(Self.comment(seen)).", "    path:",
            ]
                + paths.map { "      - \(Self.quoted($0))" }
                + [
                    "    # auto looks at each record; xml, json and fdr take one kind only.",
                    "    format: auto", "    \(meaning)", "    read_from: \(start)",
                ]
        case .journal:
            return [
                "  # Sysmon for Linux writes there.", "  - name: journal", "    journal:",
                "      matches: [SYSLOG_IDENTIFIER=sysmon]", "    \(meaning)",
                "    read_from: \(start)",
            ]
        case .syslog(let endpoint):
            return [
                "  - name: \(Self.quoted("syslog " + endpoint))", "    syslog:",
                "      listen: \(Self.quoted(endpoint))",
            ]
        }
    }

    private var detectionLines: [String] {
        let entries =
            enabled.map { $0.map { "    - \(Self.quoted($0))" } }
            ?? ["    - {status: production}"]
        return [
            "# Which detections run: names, patterns with * and ?, or properties, such as",
            "# {technique: T1059} and {story: Ransomware, type: TTP}. \"riskd check\" lists all.",
            "detections:", "  enable:",
        ] + (entries.isEmpty ? ["    []"] : entries) + [
            "  # What is known to be harmless: \"riskd tune\" proposes such exceptions.",
            "  exceptions: {}", "",
        ]
    }

    private var outputLines: [String] {
        let place = directory ?? "/var/log/riskd"
        return [
            "# Where risk events and notables go, one a line: splunk, splunk-stash, hec, ocsf or ecs.",
            "output:", "  file: \(Self.quoted(place + "/events.ndjson"))", "  schema: splunk", "",
            "# What must survive a restart.", "state:",
            "  directory: \(Self.quoted(directory.map { $0 + "/state" } ?? "/var/lib/riskd"))", "",
            "# Where \"riskd status\" and \"riskd tail\" ask the daemon.", "status:",
            "  socket: \(Self.quoted((directory ?? "/run/riskd") + "/status.sock"))",
        ]
    }

    /// A name that is there twice gets a number.
    static func name(for path: String, among taken: [String]) -> String {
        let parts = path.split(separator: "/").filter { !$0.contains { "*?[".contains($0) } }
        let last = parts.last.map(String.init) ?? "logs"
        let base = last.contains(".") && parts.count > 1 ? String(parts[parts.count - 2]) : last
        var (name, number) = (base, 1)
        while taken.contains(name) {
            number += 1
            name = "\(base) \(number)"
        }
        return name
    }

    /// As YAML takes any text: JSON's strings are YAML's.
    private static func quoted(_ text: String) -> String { JSONValue.string(text).text }

    /// A comment ends with its line.
    private static func comment(_ text: String) -> String { TextTable.safe(text) }
}
