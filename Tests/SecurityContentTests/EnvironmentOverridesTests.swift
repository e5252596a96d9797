import Testing

@testable import SecurityContent

@Suite("configuration by environment")
struct EnvironmentOverridesTests {
    private static func read(
        _ text: String, _ environment: [String: String]
    ) -> ConfigurationDocument {
        ConfigurationDocument(
            file: "/etc/riskd/riskd.yaml", bytes: Array(text.utf8), environment: environment
        ) { $0 == "UTC" }
    }

    private static func origin(_ key: String, _ document: ConfigurationDocument) -> String? {
        document.values.first { $0.key == key }.map { "\($0.value) <- \($0.origin)" }
    }

    @Test("a variable wins over the file and over the default, lists and sections too")
    func overrides() {
        let document = Self.read(
            "output: {file: /a, mode: '0600'}\nlimits:\n  record_bytes: 2MiB\n",
            [
                "RISKD_OUTPUT_FILE": "/b", "RISKD_LATE_EVENTS_POLICY": "count",
                "RISKD_SOURCES": "[{path: /logs/*.xml, name: x}]",
                "RISKD_DETECTIONS_ENABLE": "[A, {story: B}]", "RISKD_STATE_DIRECTORY": "",
                "RISKD_LIMITS_RING_BYTES": "16MiB", "HOME": "/root",
            ])
        #expect(document.problems.isEmpty, "\(document.problems)")
        #expect(document.configuration.output.file == "/b")
        #expect(document.configuration.output.mode == 0o600)
        #expect(document.configuration.lateEvents.policy == .count)
        #expect(document.configuration.sources.map(\.name) == ["x"])
        #expect(document.configuration.detections.enable.map(\.value) == ["A"])
        #expect(document.configuration.detections.enableWhere.count == 1)
        #expect(document.configuration.state.directory == "/var/lib/riskd")
        #expect(document.configuration.limits.ringBytes == 16 << 20)
        #expect(document.configuration.limits.recordBytes == 2 << 20)
    }

    @Test("each value says who set it")
    func origins() {
        let document = Self.read(
            """
            profile: direct
            output:
              file: /a
            sources:
            - path: [/x, "/y z"]
            macros:
              f: search a="b"
            """, ["RISKD_OUTPUT_FILE": "/b", "RISKD_MAX_TRIGGER_DELAY": "90s"])
        let name = "/etc/riskd/riskd.yaml"
        #expect(Self.origin("profile", document) == "direct <- \(name):1")
        #expect(
            Self.origin("output.file", document)
                == "/b <- environment variable RISKD_OUTPUT_FILE")
        #expect(
            Self.origin("max_trigger_delay", document)
                == "90s <- environment variable RISKD_MAX_TRIGGER_DELAY")
        #expect(Self.origin("output.mode", document) == "0640 <- default")
        #expect(Self.origin("state.checkpoint_interval", document) == "5s <- default")
        #expect(Self.origin("sources[1].path", document) == "[/x, /y z] <- \(name):5")
        #expect(Self.origin("sources[1].name", document) == "/x <- default")
        #expect(Self.origin("sources[1].format", document) == "auto <- default")
        #expect(Self.origin("sources[1].read_from", document) == "end <- default")
        #expect(
            Self.origin("macros.f", document) == #""search a=\"b\"" <- "# + "\(name):7")
    }

    @Test("every key outside lists is listed once, each with a variable of its own")
    func complete() {
        let document = Self.read("{}", [:])
        let keys = document.values.map(\.key)
        #expect(Set(keys).count == keys.count)
        #expect(document.values.allSatisfy { $0.isDefault })
        let leaves = EnvironmentOverrides.keys.filter { key in
            !EnvironmentOverrides.keys.contains { $0.hasPrefix(key + ".") }
        }
        #expect(keys == leaves)
        #expect(Set(leaves.map(EnvironmentOverrides.variable)).count == leaves.count)
    }

    @Test(
        "what nobody wrote is listed with what is in force, within lists too; secrets are not shown"
    )
    func inForce() {
        #expect(Self.read("{}", [:]).values.allSatisfy { !$0.value.isEmpty })
        let document = Self.read(
            """
            sources:
              - {syslog: {listen: "udp://127.0.0.1:514", connections: 7}}
              - {stdin: true, name: pipe}
            output:
              sinks:
                - {hec: {url: "https://h:8088", ack: true}}
                - {relp: {host: relay}}
            kafka:
              properties: {sasl.password: hunter2, ssl.ca.location: /etc/ca, ssl.key.pem: xyz}
            """, [:])
        func value(_ key: String) -> String? { document.values.first { $0.key == key }?.value }
        #expect(value("sources[1].syslog.connections") == "7")
        #expect(value("sources[1].syslog.idle_timeout") == "10m")
        #expect(value("sources[1].read_from") == nil)
        #expect(value("sources[2].name") == "pipe")
        #expect(value("sources[2].path") == nil)
        #expect(value("output.sinks[1].hec.ack") == "true")
        #expect(value("output.sinks[1].hec.gzip") == "true")
        #expect(value("output.sinks[2].relp.tls") == "false")
        #expect(value("kafka.properties.sasl.password") == "(set, not shown)")
        #expect(value("kafka.properties.ssl.key.pem") == "(set, not shown)")
        #expect(value("kafka.properties.ssl.ca.location") == "/etc/ca")
        #expect(!document.values.contains { $0.value.contains("hunter2") })
    }

    @Test("problems name the variable and the place within its value")
    func problems() {
        let document = Self.read(
            "profile: splunk\n",
            [
                "RISKD_OUTPUT_MODE": "0777", "RISKD_OUTPUT_FIEL": "/x",
                "RISKD_SOURCES": "[{path: /a, fromat: xml}]", "RISKD_CONTENT": "[a",
            ])
        let texts = document.problems.map {
            "\($0.severity.rawValue) \($0.file):\($0.line):\($0.column) \($0.message.prefix(40))"
        }
        #expect(texts.count == 4, "\(texts)")
        #expect(
            texts.contains { $0.hasPrefix("error environment variable RISKD_OUTPUT_MODE:1:1 ") })
        #expect(texts.contains { $0.hasPrefix("error environment variable RISKD_CONTENT:1:") })
        #expect(
            texts.contains {
                $0.hasPrefix("error environment variable RISKD_SOURCES:1:13 unknown key \"fromat\"")
            })
        #expect(
            document.problems.contains {
                $0.severity == .warning && $0.message.hasSuffix("did you mean RISKD_OUTPUT_FILE?")
            })
    }
}
