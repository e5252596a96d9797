import Foundation
import TestSupport
import Testing

/// Logs in which a search finds more than it has room for, through the program as it is shipped.
struct DenseLogTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory(holding: "logs") }

    /// A script of so many lines, as PowerShell's event 4104 has them.
    private static func script(lines: Int) -> String {
        let text = (0..<lines).map { "Write-Output $x\($0)" }.joined(separator: "&#13;&#10;")
        return "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
            + "<Provider Name='Microsoft-Windows-PowerShell'/><EventID>4104</EventID>"
            + "<TimeCreated SystemTime='2025-03-04T09:00:00.25Z'/>"
            + "<Channel>Microsoft-Windows-PowerShell/Operational</Channel>"
            + "<Computer>ws-9</Computer></System><EventData><Data Name='ScriptBlockText'>"
            + "\(text)</Data></EventData></Event>\n"
    }

    private static func commandLine(_ piece: String, _ count: Int) -> String {
        let many = String(repeating: piece, count: count)
        if piece.hasPrefix("&") || piece.hasPrefix("<") {
            return SampleLog.bitsadmin(hour: 9, number: 8).replacing(
                "bitsadmin /create", with: "notepad \(many)"
            ).replacing("bitsadmin.exe", with: "notepad.exe")
        }
        return #"{"EventTime":"2025-03-04 09:00:00","EventID":1,"Hostname":"ws-8","SourceName":"#
            + #""Microsoft-Windows-Sysmon","Channel":"Microsoft-Windows-Sysmon/Operational","#
            + #""Image":"C:\\notepad.exe","CommandLine":"notepad \#(many)"}"# + "\n"
    }

    /// Each log ends with an event that must still be found.
    private static let logs: [(name: String, text: String)] =
        [("script", (0..<600).map { script(lines: 20 + $0 % 41) }.joined())]
        + [
            ("reference", "&#65;"), ("escape", "\\u0041"), ("quote", "a\\\""),
            ("comment", "<!--x-->"),
        ].flatMap { name, piece in
            [16_384, 16_385, 40_000].map { ("\(name)-\($0)", commandLine(piece, $0)) }
        }

    private func replay(_ paths: [String]) throws -> Program.Result {
        // The configuration as it is shipped, with what tests do not have taken out.
        try directory.write(
            "content: [\(Checkout.path)/config]\ndetections: {enable: [BITS Job Persistence]}\n",
            to: "riskd.yaml")
        return try Program.run(
            ["replay", "--config", directory.path + "/riskd.yaml", "--output", "ndjson"] + paths)
    }

    @Test("replay reads logs dense with references, escapes and quotes, and what is behind them")
    func replays() throws {
        var paths: [String] = []
        for (number, log) in Self.logs.enumerated() {
            try directory.write(
                log.text + SampleLog.bitsadmin(hour: 9, number: number), to: "logs/\(log.name)")
            paths.append(directory.path + "/logs/" + log.name)
        }
        let result = try replay(paths)
        #expect(result.status == 3, "\(result.status): \(result.errors.suffix(400))")
        for number in Self.logs.indices {
            #expect(result.output.contains("job \(number)"), "\(Self.logs[number].name)")
        }
    }

    @Test("the same compressed and in UTF-16")
    func encodings() throws {
        let text = Self.logs[0].text + SampleLog.bitsadmin(hour: 9, number: 1)
        let wide = Data([0xFF, 0xFE]) + (text.data(using: .utf16LittleEndian) ?? Data())
        let other = Data([0xFE, 0xFF]) + (text.data(using: .utf16BigEndian) ?? Data())
        try directory.write(text, to: "logs/a.xml")
        try wide.write(to: URL(filePath: directory.path + "/logs/little"))
        try other.write(to: URL(filePath: directory.path + "/logs/big"))
        let gzip = Process()
        gzip.executableURL = URL(filePath: "/bin/gzip")
        gzip.arguments = [directory.path + "/logs/a.xml"]
        try gzip.run()
        gzip.waitUntilExit()
        for name in ["a.xml.gz", "little", "big"] {
            let result = try replay([directory.path + "/logs/" + name])
            #expect(result.status == 3, "\(name): \(result.status) \(result.errors.suffix(400))")
            #expect(result.output.contains("job 1"), "\(name)")
        }
    }

    @Test("the daemon reads them too, and goes on")
    func runs() async throws {
        let daemon = try RunningDaemon(output: "")
        try daemon.start()
        for (number, log) in Self.logs.enumerated() {
            try daemon.directory.write(
                log.text + SampleLog.bitsadmin(hour: 9, number: number), to: "logs/\(log.name)")
        }
        try await daemon.wait("all events are told of") {
            daemon.written.count >= 3 * Self.logs.count
        }
        #expect(daemon.stop() == 0)
        #expect(Set(daemon.written).count == 3 * Self.logs.count)
    }
}
