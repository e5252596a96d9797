import CIM
import Foundation
import RiskDetection
import SPL
import Testing

@testable import SecurityContent

struct ConfigurationTests {
    static func read(_ text: String, file: String = "riskd.yaml") -> ConfigurationDocument {
        ConfigurationDocument(file: file, bytes: Array(text.utf8)) {
            ["UTC", "Europe/Vienna"].contains($0)
        }
    }

    static func shipped() throws -> (text: String, document: ConfigurationDocument) {
        let path = Package.config + "/riskd.yaml"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return (text, read(text, file: path))
    }

    @Test("every key is read")
    func everyKey() throws {
        let document = Self.read(
            """
            profile: direct
            timezone: Europe/Vienna
            content: [., more, /srv/escu]
            sources:
            - path: /var/log/a.xml
            - name: falcon
              path: [/var/log/fdr/*.json, /b]
              format: fdr
              read_from: start
              index: win
              source: WinEventLog:Security
              sourcetype: WinEventLog
            detections:
              enable: [A, B*, {story: S*, type: TTP}]
              disable: C
              overrides:
                'A':
                  cron: '*/5 * * * *'
                  earliest: -10m@m
                  latest: now
                  enabled: true
                  notable: false
                  risk: true
                  throttle: {fields: [user, dest], period: 24h}
              exceptions:
                'A*':
                - where: {user: [SYSTEM, svc_*], dest: host1}
                  owner: ann
                  reason: known
                  expires: 2027-01-31
                B: {where: {user: bob}, owner: eve, reason: because}
            macros:
              a_filter: search x=1
              twice(a, b): $a$ $b$
            output: {file: /tmp/x, schema: ocsf, mode: '0600', group: adm, journal: false}
            emit:
              directory: /tmp/spool
              collector: edge-1.example
              events: all
              segment_bytes: 1MiB
              segment_age: 5s
              spool_bytes: 8MiB
              when_full: drop_oldest
              heartbeat: 0
            kafka:
              servers: ["k1:9092", "[::1]:9093"]
              data_sets: Endpoint.Registry
              properties: {linger.ms: 5}
              properties_file: /run/secret
            state: {directory: /tmp/s, checkpoint_interval: 500ms}
            late_events: {policy: count, keep: 7d}
            max_trigger_delay: 10m
            status: {socket: /tmp/riskd.sock}
            metrics: {listen: '[::1]:9427'}
            limits:
              record_bytes: 64KiB
              ring_bytes: 8388608
              groups_per_window: 5
              values_per_group: 6
              state_bytes: 32MiB
            unknown_risk_objects: suppress
            prefilter: off
            """, file: "/etc/riskd/riskd.yaml")
        #expect(document.problems.isEmpty, "\(document.problems)")
        var expected = Configuration()
        expected.profile = .direct
        expected.timezone = LocatedText("Europe/Vienna")
        expected.content = ["/etc/riskd", "/etc/riskd/more", "/srv/escu"]
        expected.sources = [
            Configuration.Source(name: "/var/log/a.xml", paths: ["/var/log/a.xml"]),
            Configuration.Source(
                name: "falcon", paths: ["/var/log/fdr/*.json", "/b"], format: .falconJSON,
                readFrom: .start),
        ]
        expected.sources[1].raw = RawSource(
            index: "win", source: "WinEventLog:Security", sourcetype: "WinEventLog")
        expected.detections = DetectionSelection(
            enable: [LocatedText("A"), LocatedText("B*")], disable: [LocatedText("C")],
            enableWhere: [
                DetectionFilter([(.story, LocatedText("S*")), (.type, LocatedText("TTP"))])
            ],
            overrides: [
                DetectionOverride(
                    detection: LocatedText("A"), cron: LocatedText("*/5 * * * *"),
                    earliest: LocatedText("-10m@m"), latest: LocatedText("now"), enabled: true,
                    notable: false, risk: true,
                    throttle: Throttle(columns: ["user", "dest"], periodSeconds: 86_400))
            ],
            exceptions: [
                DetectionException(
                    detection: LocatedText("A*"),
                    conditions: [
                        (LocatedText("user"), ["SYSTEM", "svc_*"]),
                        (LocatedText("dest"), ["host1"]),
                    ], owner: "ann", reason: "known", expires: LocatedText("2027-01-31")),
                DetectionException(
                    detection: LocatedText("B"), conditions: [(LocatedText("user"), ["bob"])],
                    owner: "eve", reason: "because", expires: nil),
            ])
        expected.macros = [
            Macro(name: "a_filter", definition: "search x=1"),
            Macro(name: "twice", arguments: ["a", "b"], definition: "$a$ $b$"),
        ]
        for index in expected.detections.overrides.indices {
            let columns = expected.detections.overrides[index].throttle?.columns ?? []
            expected.detections.overrides[index].throttleFields = columns.map { LocatedText($0) }
        }
        expected.macroNames = [LocatedText("a_filter"), LocatedText("twice")]
        expected.output.file = "/tmp/x"
        expected.output.schema = .ocsf
        expected.output.mode = 0o600
        expected.output.group = "adm"
        expected.output.journal = .off
        expected.emit.directory = "/tmp/spool"
        expected.emit.collector = "edge-1.example"
        expected.emit.events = .all
        expected.emit.segmentBytes = 1 << 20
        expected.emit.segmentAge = .seconds(5)
        expected.emit.spoolBytes = 8 << 20
        expected.emit.whenFull = .dropOldest
        expected.emit.heartbeat = .zero
        expected.kafka.servers = ["k1:9092", "[::1]:9093"]
        expected.kafka.dataSets = ["Endpoint.Registry"]
        expected.kafka.properties = [
            KafkaSettings.Property(name: LocatedText("linger.ms"), value: "5")
        ]
        expected.kafka.propertiesFile = "/run/secret"
        expected.state.directory = "/tmp/s"
        expected.state.checkpointInterval = .milliseconds(500)
        expected.lateEvents.policy = .count
        expected.lateEvents.keep = .seconds(7 * 86_400)
        expected.maxTriggerDelay = .seconds(600)
        expected.statusSocket = .unix(path: "/tmp/riskd.sock")
        expected.metricsAddress = .loopback(host: "::1", port: 9_427)
        expected.limits.recordBytes = 65_536
        expected.limits.ringBytes = 8_388_608
        expected.limits.groupsPerWindow = 5
        expected.limits.valuesPerGroup = 6
        expected.limits.stateBytes = 32 << 20
        expected.unknownRiskObjects = .suppress
        expected.prefilter = .off
        #expect(document.configuration == expected)
    }

    @Test("all problems are found at once, each at its place and with what to write instead")
    func problems() {
        let document = Self.read(
            """
            profil: direct
            timezone: Wien
            sources:
            - format: xmll
              path: relative.xml
              index: ''
            - name: x
            detections:
              enabled: [A]
              overrides:
                A: {cronn: x, risk: maybe}
            macros:
              a b: x
              c: [x]
            output:
              mode: 640
              file: [x]
              group:
              journal: yes
            state: /var/lib
            late_events: {keep: 100d}
            max_trigger_delay: 5
            limits: {record_bytes: 1MB, groups_per_window: 0}
            unknown_risk_objects: drop
            """)
        let expected = [
            "1:1 unknown key \"profil\": did you mean \"profile\"?",
            "2:11 unknown time zone \"Wien\": write an IANA name, such as UTC or Europe/Vienna",
            "4:11 sources[1].format is \"xmll\": did you mean \"xml\"? "
                + "write one of auto, xml, json, fdr",
            "5:9 \"relative.xml\" is not absolute: write the path from / on",
            "6:10 sources[1].index is \"\": write a text, or remove the line",
            "7:3 sources[2].path is missing: write a path, a glob, or a list of them",
            "9:3 unknown key \"enabled\" in detections: did you mean \"enable\"?",
            "11:9 unknown key \"cronn\" in detections.overrides.A: did you mean \"cron\"?",
            "11:25 detections.overrides.A.risk is \"maybe\": write true or false",
            "13:3 \"a b\" is no macro: write \"name\" or \"name(argument,argument)\"",
            "14:6 macros.c is a list: write a single value",
            "17:9 output.file is a list: write a single value",
            "18:3 output.group has no value: write one, or remove the line",
            "19:12 output.journal is \"yes\": write true, false or auto",
            "20:8 state is a single value: write \"key: value\" lines below it",
            "21:21 late_events.keep is \"100d\": write a duration from 0 to 30d, "
                + "such as 500ms, 5s, 10m, 24h, 7d",
            "22:20 max_trigger_delay is \"5\": write a duration from 0 to 1d, "
                + "such as 500ms, 5s, 10m, 24h, 7d",
            "23:24 limits.record_bytes is \"1MB\": write a size from 1KiB to 64MiB, "
                + "such as 64KiB, 1MiB, 1048576",
            "23:48 limits.groups_per_window is \"0\": write a whole number from 1 to 10000000",
            "24:23 unknown_risk_objects is \"drop\": write one of unscored, emit, suppress",
        ]
        #expect(
            document.problems.map { "\($0.line):\($0.column) \($0.message)" } == expected)
        #expect(document.problems.allSatisfy { $0.severity == .error && $0.file == "riskd.yaml" })
        #expect(document.problems.allSatisfy { $0.excerpt.count == 2 })
    }

    @Test("an empty mapping is all defaults; an empty file is a problem")
    func empty() {
        var defaults = Configuration()
        #expect(Self.read("{}").problems.isEmpty)
        #expect(Self.read("{}").configuration == defaults)
        defaults.content = ["."]
        #expect(Self.read("").problems.count == 1)
    }

    @Test("the ring must hold two records")
    func ring() {
        let both = Self.read("limits: {record_bytes: 4MiB, ring_bytes: 6MiB}")
        #expect(both.problems.map(\.column) == [30])
        let one = Self.read("limits: {record_bytes: 4MiB}")
        #expect(one.problems.map(\.message).first?.contains("leaves no room") == true)
    }

    @Test(
        "permissions are octal, and others never write",
        arguments: [
            ("\"0640\"", 0o640), ("0600", 0o600), ("644", 0o644), ("\"0666\"", nil),
            ("\"0440\"", nil), ("rw-r-----", nil), ("\"0890\"", nil), ("4755", nil), ("-640", nil),
        ] as [(String, UInt32?)])
    func mode(_ text: String, _ mode: UInt32?) {
        let document = Self.read("output: {mode: \(text)}")
        #expect(document.problems.isEmpty == (mode != nil))
        #expect(document.configuration.output.mode == mode ?? 0o640)
    }

    @Test(
        "durations",
        arguments: [
            ("500ms", .milliseconds(500)), ("5s", .seconds(5)), ("10m", .seconds(600)),
            ("24h", .seconds(86_400)), ("7d", .seconds(604_800)), ("0", .zero), ("5", nil),
            ("s", nil), ("", nil), ("-5s", nil), ("1.5s", nil), ("5 s", nil), ("5S", nil),
            ("99999999999999999999s", nil), ("9223372036854775807d", nil), ("٣s", nil),
        ] as [(String, Duration?)])
    func duration(_ text: String, _ duration: Duration?) {
        #expect(Quantity.duration(text) == duration)
        if let duration { #expect(Quantity.duration(Quantity.text(duration)) == duration) }
    }

    @Test(
        "sizes",
        arguments: [
            ("1048576", 1_048_576), ("64KiB", 65_536), ("1MiB", 1 << 20), ("2GiB", 2 << 30),
            ("0", 0), ("7B", 7), ("1KB", nil), ("1kib", nil), ("", nil), ("KiB", nil), ("-1", nil),
            ("9223372036854775807GiB", nil), ("9223372036854775808", nil),
        ] as [(String, Int?)])
    func size(_ text: String, _ bytes: Int?) {
        #expect(Quantity.bytes(text) == bytes)
        if let bytes { #expect(Quantity.bytes(Quantity.text(bytes: bytes)) == bytes) }
    }

    @Test("a spool without a place, with a wrong name or without room is told of at its place")
    func emit() {
        let document = Self.read(
            """
            emit:
              directory: spool
              collector: a/b
              events: some
              segment_bytes: 4MiB
              spool_bytes: 8MiB
            """)
        #expect(
            document.problems.map { "\($0.line):\($0.column) \($0.message)" } == [
                "2:14 emit.directory is \"spool\": write off, or an absolute path, from / on",
                "3:14 emit.collector is \"a/b\": write letters, digits, dots, hyphens and "
                    + "underscores, 64 at most: it is a part of file names",
                "4:11 emit.events is \"some\": write one of matched, all",
                "6:3 emit.spool_bytes leaves no room: spool_bytes (8MiB) must be at least four "
                    + "times segment_bytes (4MiB)",
            ])
    }

    @Test("brokers, data sets and properties that cannot be are told of at their places")
    func kafka() {
        let document = Self.read(
            """
            kafka:
              servers: [k1:9092, kafka, "k2:0"]
              data_sets: [Endpoint.Processes, Endpoint]
              properties:
                acks: 1
                linger.ms: [5]
            """)
        #expect(
            document.problems.map { "\($0.line):\($0.column) \($0.message)" } == [
                "2:3 kafka.servers has nothing to send: set emit.directory, where events wait for "
                    + "it",
                "2:22 \"kafka\" is no broker: write host:port, such as kafka1:9092",
                "2:30 \"k2:0\" is no broker: write host:port, such as kafka1:9092",
                "3:35 \"Endpoint\" is no data set: write one of Endpoint.Processes, "
                    + "Endpoint.Registry, Endpoint.Filesystem, Network_Traffic.All_Traffic, "
                    + "Network_Resolution.DNS",
                "5:5 kafka.properties.acks is riskd's to decide: remove the line",
                "6:16 kafka.properties.linger.ms is a list: write a single value",
            ])
    }

    // MARK: - The shipped file

    @Test("the shipped configuration is the defaults, with BITS Job Persistence enabled")
    func shippedDefaults() throws {
        let document = try Self.shipped().document
        #expect(document.problems.isEmpty, "\(document.problems)")
        var expected = Configuration()
        expected.content = [Package.config]
        expected.detections.enable = [LocatedText("BITS Job Persistence")]
        #expect(document.configuration == expected)
    }

    @Test("the shipped configuration names every key")
    func shippedKeys() throws {
        let lines = try Self.shipped().text.split(separator: "\n").map(String.init)
        var keys = ConfigurationDocument.allKeys
        #expect(keys.count >= 37)
        // Keys of list entries and overrides are described in comments: "#   path   …".
        for key in keys.removing(where: { $0.contains("[]") || $0.contains("<>") }) {
            let name = key.split(separator: ".").last.map(String.init) ?? key
            let described = lines.contains { line in
                line.drop { $0 == " " || $0 == "#" }.hasPrefix(name + " ") && line.contains("#")
            }
            #expect(described, "\(key) is not described")
            let shown = lines.contains { line in
                line.drop { " #-".contains($0) }.hasPrefix(name + ":") && line.contains("#")
            }
            #expect(shown, "\(key) has no example")
        }
        for key in keys {
            let parts = key.split(separator: ".")
            let section = parts.count == 1 ? 0 : lines.firstIndex { $0.hasPrefix(parts[0] + ":") }
            let indent = parts.count == 1 ? "" : "  "
            let name = parts[parts.count - 1]
            let shown = lines[(section ?? 0)...].contains { line in
                line.hasPrefix("\(indent)\(name):") || line.hasPrefix("\(indent)# \(name):")
            }
            #expect(shown, "\(key) is not in config/riskd.yaml")
        }
    }

    @Test("of every key it is known what its reader takes")
    func shapes() throws {
        let shapes = ConfigurationDocument.keyShapes
        #expect(shapes.map(\.key) == ConfigurationDocument.allKeys)
        for (key, shape, _) in shapes { #expect(shape != nil, "\(key) is not read by any reader") }
        let known = Dictionary(uniqueKeysWithValues: shapes.map { ($0.key, ($0.shape, $0.usual)) })
        #expect(known["profile"]?.0 == .choice(["splunk", "direct"]))
        #expect(known["profile"]?.1 == "splunk")
        #expect(known["sources[].syslog.connections"]?.0 == .integer(1...65_536))
        #expect(known["detections.overrides.<>.throttle.fields"]?.0 == .texts)
        #expect(known["detections.exceptions.<>[].where"]?.0 == .mapping)
        #expect(known["output.sinks[].hec.ca_file"]?.0 == .path)
        #expect(known["late_events.keep"]?.0 == .duration(.zero...(.seconds(30 * 86_400))))
        #expect(known["late_events.keep"]?.1 == "1d")
    }

    @Test("every commented example of the shipped configuration is valid")
    func shippedExamples() throws {
        let text = try Self.shipped().text
        var active = ""
        var isExample = false
        for line in text.split(separator: "\n") {
            if line == "# sources:" || line == "# macros:" {
                isExample = true
            } else if !line.hasPrefix("#   ") {
                isExample = false
            }
            if isExample { active += line.dropFirst(2) + "\n" }
        }
        for (section, example) in [("detections", "overrides"), ("output", "sinks")] {
            let start = try #require(text.firstRange(of: "  # \(example):\n"))
            active += "\(section):\n"
            for line in text[start.lowerBound...].split(separator: "\n") {
                guard line.hasPrefix("  # ") else { break }
                active += "  " + line.dropFirst(4) + "\n"
            }
        }
        let document = Self.read(active)
        #expect(document.problems.isEmpty, "\(document.problems)")
        #expect(document.configuration.sources.count == 4)
        #expect(document.configuration.macros.count == 1)
        #expect(document.configuration.detections.overrides.count == 1)
        #expect(
            document.configuration.output.sinks.map(\.name) == ["splunk", "lake", "siem", "relay"])
    }
}

extension [String] {
    /// Takes out the elements of that kind.
    fileprivate mutating func removing(where isRemoved: (String) -> Bool) -> [String] {
        let removed = filter(isRemoved)
        removeAll(where: isRemoved)
        return removed
    }
}
