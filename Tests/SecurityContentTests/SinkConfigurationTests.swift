import RiskDetection
import Testing

@testable import SecurityContent

/// The receivers beside the output file.
struct SinkConfigurationTests {
    @Test("a collector is read with all its keys, and with defaults where none stand")
    func hec() {
        let document = ConfigurationTests.read(
            """
            output:
              discard: [old]
              sinks:
              - hec: {url: "https://splunk.example.com:8088/"}
              - name: b
                schema: ocsf
                backlog: 2MiB
                overflow: drop-oldest
                hec:
                  url: http://[::1]:8088
                  token_file: /etc/token
                  ca_file: /etc/ca.pem
                  proxy: http://proxy:3128
                  gzip: false
                  ack: true
                  ack_timeout: 1m
                  timeout: 5s
                  batch_events: 7
                  batch_bytes: 16KiB
                  batch_delay: 0
                  index: i
                  source: s
                  sourcetype: t
                  host: h
            """)
        #expect(document.problems.isEmpty, "\(document.problems)")
        var first = HECOutput(url: "https://splunk.example.com:8088")
        #expect(first.token == .credential("riskd.token"))
        var expected = [
            Configuration.Sink(name: "splunk.example.com", target: .hec(first), schema: .hec)
        ]
        first = HECOutput(url: "http://[::1]:8088")
        first.token = .file("/etc/token")
        first.caFile = "/etc/ca.pem"
        first.proxy = "http://proxy:3128"
        first.isCompressed = false
        first.awaitsAcknowledgement = true
        first.acknowledgementTimeout = .seconds(60)
        first.timeout = .seconds(5)
        first.batchEvents = 7
        first.batchBytes = 16 << 10
        first.batchDelay = .zero
        first.index = "i"
        first.source = "s"
        first.sourcetype = "t"
        first.host = "h"
        var second = Configuration.Sink(name: "b", target: .hec(first), schema: .ocsf)
        second.backlogBytes = 2 << 20
        second.overflow = .dropOldest
        expected.append(second)
        #expect(document.configuration.output.sinks == expected)
        #expect(document.configuration.output.discard == ["old"])
    }

    @Test("all problems are found at once, each at its place")
    func problems() {
        let document = ConfigurationTests.read(
            """
            output:
              discard: [a]
              sinks:
              - name: a
              - hec: {gzip: true}
              - {name: a, hec: {url: "https://h:8088/services"}}
              - {name: a, hec: {url: "https://h:99999"}}
              - {name: a, hec: {url: "https://h:8088"}}
              - {name: a, hec: {url: "http://10.1.2.3:8088", token: abc, token_file: /t,
                 token_credential: a/b, ack_timeout: 1s}, overflow: drop}
            """)
        let places = document.problems.map { "\($0.line):\($0.column) \($0.message)" }
        #expect(
            places == [
                "2:3 output.discard names \"a\", which is a sink: remove one of them",
                "4:5 output.sinks[1].hec is missing: write where records go, as hec",
                "5:10 output.sinks[2].hec.url is missing: write http:// or https://, a host and a "
                    + "port, without a path, such as https://splunk.example.com:8088",
                "6:26 output.sinks[3].hec.url is \"https://h:8088/services\": write http:// or "
                    + "https://, a host and a port, without a path, such as "
                    + "https://splunk.example.com:8088",
                "7:26 output.sinks[4].hec.url is \"https://h:99999\": write http:// or https://, a "
                    + "host and a port, without a path, such as https://splunk.example.com:8088",
                "9:6 the sink \"a\" stands above already: give each a name of its own, as its "
                    + "backlog is kept by name",
                "9:21 output.sinks[6].hec.url has no TLS: token and records can be read on the way; "
                    + "write https://",
                "9:50 unknown key \"token\" in output.sinks[6].hec: the keys here are url, "
                    + "token_credential, token_file, ca_file, proxy, gzip, ack, ack_timeout, "
                    + "timeout, batch_events, batch_bytes, batch_delay, index, source, sourcetype, "
                    + "host",
                "9:62 output.sinks[6].hec.token_file does not go with token_credential: remove one "
                    + "of them",
                "10:24 output.sinks[6].hec.token_credential is \"a/b\": write the name of a "
                    + "credential, as in LoadCredential=",
                "10:42 output.sinks[6].hec.ack_timeout is \"1s\": write a duration from 10s to 1h, "
                    + "such as 500ms, 5s, 10m, 24h, 7d",
                "10:57 output.sinks[6].overflow is \"drop\": write one of pause, drop-oldest",
            ])
    }
}
