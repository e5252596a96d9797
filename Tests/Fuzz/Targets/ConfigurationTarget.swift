import Foundation
import SecurityContent
import TestSupport

/// `riskd.yaml`.
final class ConfigurationTarget: FuzzTarget {
    static let name = "configuration"
    static let seeds = [
        """
        profile: direct
        timezone: UTC
        content: [., more]
        sources:
        - {path: [/a/*.xml, /b], format: fdr, read_from: start, name: n}
        - journal: {matches: [A=b], directory: /j}
        - syslog: {listen: [udp://127.0.0.1:514, "tcp://[::1]:1", unix:/s, systemd:x], connections: 3}
        - stdin: true
        detections:
          enable: [A, {story: S*, type: TTP}]
          overrides: {A: {cron: '*/5 * * * *', earliest: -10m@m, latest: now, risk: true}}
        macros: {a_filter: search x=1, "twice(a, b)": $a$ $b$}
        output: {file: /tmp/x, mode: '0600', group: adm, journal: auto}
        state: {directory: /tmp/s, checkpoint_interval: 500ms}
        late_events: {policy: count, keep: 7d}
        limits: {record_bytes: 64KiB, ring_bytes: 8388608, groups_per_window: 5, state_bytes: 1GiB}
        """,
        "{}",
    ].map { Array($0.utf8) }
    static let words = [
        "sources:\n", "- ", "path: ", "journal: ", "syslog: ", "listen: ", "udp://", "tcp://[",
        "]:",
        "unix:/", "systemd:", "99999999999999999999s", "-1", "1e9", "64KiB", "5m", "\n", "  ", ":",
        "{", "}", "[", "]", "\"", "&a ", "*a", "<<: *a", "|", ">", "true", "null", "\t", "#",
        "---\n",
        "!!", "\u{85}", "\\u001b", "\u{0}", "0640", "limits: ", "macros: ", "overrides: ",
    ]

    init() {}

    func run(_ input: [UInt8], _ random: inout SplitMix64) -> Int {
        let document = ConfigurationDocument(file: "riskd.yaml", bytes: input) { $0 == "UTC" }
        var kind = document.configuration.sources.count
        var last: ContentProblem?
        for problem in document.problems {
            precondition(last.map { !(problem < $0) } ?? true, "problems out of order")
            last = problem
            kind = kind &* 31 &+ fuzzKind("\(problem.message.suffix(20))")
        }
        let limits = document.configuration.limits
        precondition(
            limits.ringBytes > 0 && limits.stateBytes > 0 && limits.groupsPerWindow > 0,
            "a limit of nothing")
        return kind
    }
}
