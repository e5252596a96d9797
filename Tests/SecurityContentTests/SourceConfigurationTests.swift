import CIM
import Testing

@testable import SecurityContent

/// The sources of the configuration that are no files.
struct SourceConfigurationTests {
    private static func read(_ text: String) -> ConfigurationDocument {
        ConfigurationTests.read(text)
    }

    @Test("standard input, the journal and syslog are read with all their keys")
    func everyKind() throws {
        let document = Self.read(
            """
            sources:
            - stdin: true
              format: fdr
            - name: linux
              read_from: start
              journal: {matches: [SYSLOG_IDENTIFIER=sysmon, _UID=0], directory: /srv/journal}
            - journal: {}
            - syslog:
                listen: [udp://127.0.0.1:514, "tcp://[::1]:601", unix:/run/a, unix-datagram:/run/b,
                         systemd, systemd:relay]
                connections: 3
                idle_timeout: 0
                receive_buffer: 1MiB
            - syslog: {listen: udp://0.0.0.0:1514}
            """)
        #expect(document.problems.isEmpty, "\(document.problems)")
        let sources = document.configuration.sources
        #expect(
            sources.map(\.name) == [
                "stdin", "linux", "journal", "udp://127.0.0.1:514", "udp://0.0.0.0:1514",
            ])
        #expect(sources[0].input == .standardInput)
        #expect(sources[0].format == .falconJSON)
        #expect(
            sources[1].input
                == .journal(
                    JournalInput(
                        matches: ["SYSLOG_IDENTIFIER=sysmon", "_UID=0"], directory: "/srv/journal"))
        )
        #expect(sources[1].readFrom == .start)
        #expect(sources[2].input == .journal(JournalInput()))
        var syslog = SyslogInput(listen: [
            .udp(address: "127.0.0.1", port: 514), .tcp(address: "::1", port: 601),
            .unix(path: "/run/a"), .unixDatagram(path: "/run/b"), .activated(name: nil),
            .activated(name: "relay"),
        ])
        syslog.connections = 3
        syslog.idleTimeout = .zero
        syslog.receiveBuffer = 1 << 20
        #expect(sources[3].input == .syslog(syslog))
        #expect(sources.allSatisfy { $0.paths.isEmpty })
    }

    @Test("all problems are found at once, each at its place")
    func problems() {
        let document = Self.read(
            """
            sources:
            - path: /a
              stdin: true
            - stdin: yes
            - stdin: true
              read_from: end
            - stdin: true
            - journal: {matches: [sysmon, "=x", "A="], directory: relative}
            - journal: x
            - syslog: {listen: [udp://localhost:514, udp://127.0.0.1:0], connection: 4}
            - syslog: {connections: 0, idle_timeout: 8d, receive_buffer: 1KiB}
            - syslog: {listen: [unix:/run/a, unix:/run/a]}
            - syslog: {listen: unix:/run/a}
            """)
        let found = document.problems.map { "\($0.line):\($0.column) \($0.message)" }
        let write =
            "cannot be listened on: write udp://127.0.0.1:514, tcp://[::1]:601 (addresses in "
            + "digits), unix:/run/riskd/log.sock, unix-datagram:/run/riskd/dgram.sock, systemd or "
            + "systemd:name"
        let noMatch = "is no match: write FIELD=value, such as SYSLOG_IDENTIFIER=sysmon"
        #expect(
            found == [
                "3:3 sources[1].stdin does not go with sources[1].path: write a source of its own",
                "4:10 sources[2].stdin is \"yes\": write true or false",
                "6:3 sources[3].read_from means nothing here: standard input is read from where "
                    + "it stands; remove the line",
                "7:3 sources[4].stdin is read by a source above: remove one of them",
                "8:23 \"sysmon\" \(noMatch)", "8:32 \"=x\" \(noMatch)", "8:38 \"A=\" \(noMatch)",
                "8:55 sources[5].journal.directory is \"relative\": write an absolute path, "
                    + "from / on",
                "9:12 sources[6].journal is a single value: write \"key: value\" lines below it",
                "10:21 \"udp://localhost:514\" \(write)", "10:42 \"udp://127.0.0.1:0\" \(write)",
                "10:62 unknown key \"connection\" in sources[7].syslog: did you mean "
                    + "\"connections\"?",
                "11:11 sources[8].syslog.listen is missing: write where syslog arrives, such as "
                    + "udp://127.0.0.1:514",
                "11:25 sources[8].syslog.connections is \"0\": write a whole number from 1 to 65536",
                "11:42 sources[8].syslog.idle_timeout is \"8d\": write a duration from 0 to 7d, "
                    + "such as 500ms, 5s, 10m, 24h, 7d",
                "11:62 sources[8].syslog.receive_buffer is \"1KiB\": write a size from 64KiB to "
                    + "1GiB, such as 64KiB, 1MiB, 1048576",
                "12:34 \"unix:/run/a\" stands here twice: remove one",
                "13:3 unix:/run/a belongs to a source above: remove it from one of them",
            ])
    }

    @Test(
        "endpoints are addresses in digits, paths and names, and nothing else",
        arguments: [
            ("udp://127.0.0.1:514", true), ("udp://[::1]:514", true), ("udp://::1:514", false),
            ("tcp://0.0.0.0:65535", true), ("tcp://0.0.0.0:65536", false), ("tcp://1.2.3:1", false),
            ("tcp://1.2.3.256:1", false), ("tcp://:514", false), ("tcp://[x::1]:1", false),
            ("tcp://127.0.0.1", false), ("unix:/a", true), ("unix:a", false), ("unix:/", false),
            ("unix:/" + String(repeating: "a", count: 107), false), ("systemd:", false),
            ("systemd:a", true), ("systemd", true), ("", false), ("udp://127.0.0.1:+5", false),
            ("http://127.0.0.1:80", false), ("unix-datagram:/a", true),
        ])
    func endpoints(_ text: String, _ isEndpoint: Bool) {
        #expect(SyslogEndpoint(text)?.text == (isEndpoint ? text : nil))
    }
}
