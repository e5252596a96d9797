import Foundation
import Testing

@testable import DaemonRuntime

struct ProgramPagesTests {
    @Test("letting go of code leaves less of it resident, and a program that runs")
    func letsGo() throws {
        let before = try residentFileKilobytes()
        ProgramPages.letGo()
        let after = try residentFileKilobytes()
        // Other tests use some of it at once.
        #expect(after < before, "\(before) kB, then \(after) kB")
        #expect(String(describing: Date(timeIntervalSince1970: 0)).hasPrefix("1970"))
    }

    private func residentFileKilobytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("RssFile:") })
        return try #require(Int(line.split(separator: " ")[1]))
    }
}
