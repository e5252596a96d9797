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
            Configuration.Sink(
                name: "https://splunk.example.com:8088", target: .hec(first), schema: .hec)
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

    @Test("syslog is read with all its keys, and with the defaults of its transport")
    func syslog() {
        let document = ConfigurationTests.read(
            """
            output:
              sinks:
              - syslog: {to: "tls://siem.example.com:6514", facility: authpriv, hostname: edge,
                  framing: newline, message_bytes: 64KiB, ca_file: /ca.pem, timeout: 5s}
                schema: ocsf
              - syslog: {to: "unix:/run/relay.sock"}
              - syslog: {to: "udp://[::1]:514"}
            """)
        #expect(document.problems.isEmpty, "\(document.problems)")
        var tls = SyslogOutput(destination: .tls(host: "siem.example.com", port: 6_514))
        tls.header.facility = .authpriv
        tls.header.hostname = "edge"
        tls.framing = .newline
        tls.header.messageBytes = 64 << 10
        tls.caFile = "/ca.pem"
        tls.timeout = .seconds(5)
        let unix = SyslogOutput(destination: .unix(path: "/run/relay.sock"))
        #expect(unix.framing == .newline)
        let udp = SyslogOutput(destination: .udp(host: "::1", port: 514))
        #expect(
            document.configuration.output.sinks == [
                Configuration.Sink(
                    name: "tls://siem.example.com:6514", target: .syslog(tls), schema: .ocsf),
                Configuration.Sink(
                    name: "unix:/run/relay.sock", target: .syslog(unix), schema: .splunk),
                Configuration.Sink(
                    name: "udp://[::1]:514", target: .syslog(udp), schema: .splunk),
            ])
        #expect(SyslogHeader.Facility.authpriv.number == 10)
        #expect(SyslogHeader.Facility.local7.number == 23)
    }

    @Test("what a syslog sink cannot be is told")
    func syslogProblems() {
        let document = ConfigurationTests.read(
            """
            output:
              sinks:
              - {name: a, syslog: {to: "tcp://host"}}
              - {name: b, syslog: {to: "udp://h:514", framing: newline, message_bytes: 1MiB,
                 ca_file: /ca, facility: loca1, hostname: "a b"}, schema: hec}
              - {name: c, hec: {url: "https://h:1"}, syslog: {to: "udp://h:1"}}
              - {name: d, syslog: {facility: local1}}
            """)
        let places = document.problems.map { "\($0.line):\($0.column) \($0.message)" }
        let expected =
            "write udp://host:514, tcp://host:601, tls://host:6514, unix:/run/relay.sock or "
            + "unix-datagram:/dev/log"
        #expect(
            places == [
                "3:28 output.sinks[1].syslog.to is \"tcp://host\": \(expected)",
                "4:43 output.sinks[2].syslog.framing has no use for datagrams: remove the line",
                "4:76 output.sinks[2].syslog.message_bytes is \"1MiB\": a datagram holds 65507 "
                    + "bytes: write less",
                "5:6 output.sinks[2].syslog.ca_file goes with tls:// only: remove the line, or write "
                    + "tls://",
                "5:30 output.sinks[2].syslog.facility is \"loca1\": did you mean \"local1\"? write "
                    + "one of kern, user, mail, daemon, auth, syslog, lpr, news, uucp, cron, "
                    + "authpriv, ftp, local0, local1, local2, local3, local4, local5, local6, "
                    + "local7",
                "5:47 output.sinks[2].syslog.hostname is \"a b\": write printable ASCII without "
                    + "blanks, 255 bytes at most",
                "5:63 output.sinks[2].schema is \"hec\": the envelope of the HTTP Event Collector "
                    + "has no use in syslog: write splunk, splunk-stash, ocsf or ecs",
                "6:42 output.sinks[3].syslog does not go with output.sinks[3].hec: write a sink of "
                    + "its own",
                "7:23 output.sinks[4].syslog.to is missing: \(expected)",
            ])
    }

    @Test("each key of a RELP sink is taken, and what is left out has its default")
    func relp() {
        let document = ConfigurationTests.read(
            """
            output:
              sinks:
              - relp: {host: siem.example.com, port: 20514, tls: true, ca_file: /ca.pem,
                  cert_file: /me.pem, key_file: /me.key, facility: authpriv, hostname: edge,
                  message_bytes: 64KiB, window: 16, timeout: 5s}
                schema: ocsf
              - relp: {host: "::1"}
            """)
        #expect(document.problems.isEmpty, "\(document.problems)")
        var tls = RELPOutput(host: "siem.example.com")
        tls.port = 20_514
        tls.usesTLS = true
        tls.caFile = "/ca.pem"
        tls.certificateFile = "/me.pem"
        tls.keyFile = "/me.key"
        tls.header.facility = .authpriv
        tls.header.hostname = "edge"
        tls.header.messageBytes = 64 << 10
        tls.window = 16
        tls.timeout = .seconds(5)
        #expect(
            document.configuration.output.sinks == [
                Configuration.Sink(
                    name: "relp+tls://siem.example.com:20514", target: .relp(tls), schema: .ocsf),
                Configuration.Sink(
                    name: "relp://[::1]:2514", target: .relp(RELPOutput(host: "::1")),
                    schema: .splunk),
            ])
    }

    @Test("what a RELP sink cannot be is told")
    func relpProblems() {
        let document = ConfigurationTests.read(
            """
            output:
              sinks:
              - {name: a, relp: {host: "h:2514"}}
              - {name: b, relp: {host: h, port: 0, ca_file: /ca, window: 0}, schema: hec}
              - {name: c, relp: {host: h, tls: true, cert_file: /c}, syslog: {to: "udp://h:1"}}
              - {name: d, relp: {port: 1}}
              - {name: e, relp: {host: h, tls: true, key_file: /k, ack: true}}
            """)
        let places = document.problems.map { "\($0.line):\($0.column) \($0.message)" }
        let expected = "write the name or address of the receiver, such as relay.example.com"
        #expect(
            places == [
                "3:28 output.sinks[1].relp.host is \"h:2514\": \(expected)",
                "4:37 output.sinks[2].relp.port is \"0\": write a whole number from 1 to 65535",
                "4:40 output.sinks[2].relp.ca_file goes with tls: true only: remove the line, or "
                    + "write tls: true",
                "4:62 output.sinks[2].relp.window is \"0\": write a whole number from 1 to 1000",
                "4:74 output.sinks[2].schema is \"hec\": the envelope of the HTTP Event Collector "
                    + "has no use in syslog: write splunk, splunk-stash, ocsf or ecs",
                "5:15 output.sinks[3].relp does not go with output.sinks[3].syslog: write a sink of "
                    + "its own",
                "6:21 output.sinks[4].relp.host is missing: \(expected)",
                "7:42 output.sinks[5].relp.key_file has no use without cert_file: write both or "
                    + "neither",
                "7:56 unknown key \"ack\" in output.sinks[5].relp: the keys here are host, port, "
                    + "tls, ca_file, cert_file, key_file, facility, hostname, message_bytes, window, "
                    + "timeout",
            ])
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
                "4:5 output.sinks[1].hec is missing: write where records go, as hec, "
                    + "syslog or relp",
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
