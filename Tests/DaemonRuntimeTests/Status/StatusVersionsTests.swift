import CIM
import Foundation
import Testing

@testable import DaemonRuntime

/// `riskd status` is upgraded before the daemon is started anew, and asks daemons of other versions.
@Suite("a status between versions")
struct StatusVersionsTests {
    /// What a daemon of commit 8026f1c answered, with its directory renamed.
    private static func old() throws -> [UInt8] {
        [UInt8](try Data(contentsOf: Checkout.root.appending(path: "Tests/Data/status-0.1.0.json")))
    }

    private static func object(_ json: [UInt8]) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any])
    }

    @Test("the answer of an older daemon is read, and what it does not know stays open")
    func older() throws {
        let status = try DaemonStatus(json: Self.old())
        #expect(status.version == "0.1.0" && status.health.level == .ok)
        #expect(status.sources.map(\.name) == ["windows", "fdr"])
        #expect(status.sources[0].records == 5 && status.sources[0].events == 4)
        #expect(status.sources[0].skipped == ["unknown_format": 1])
        #expect(status.sources[0].passedOver == nil && status.sources[0].sampled == nil)
        #expect(status.detections[0].lastResult?.rows == 3)
        #expect(status.output.sinks[0].backlogEntries == 9 && status.emit?.events == 3)
        #expect(status.sources[0].readabilityProblems.isEmpty)
    }

    @Test(
        "an older program reads this daemon's answer: all that it knew is there, of the same kind")
    func newer() throws {
        var fixture = StatusFixture()
        fixture.ship()
        fixture.tally.delivered.recent = [
            OutputStatus.Finding(
                time: "T", detection: "d", riskObject: "o", riskScore: 1, isLate: false)
        ]
        fixture.tally.delivered.lastWrite = .init(nanoseconds: 0)
        fixture.sink.amount = OutboxAmount(entries: 1, bytes: 9, oldest: 0)
        fixture.sink.failure = OutboxTally.Failure(reason: "r", since: 1, isRefusal: false)
        let new = try Self.object(fixture.report.status.json)
        try expect(Self.object(Self.old()), in: new, at: "")
    }

    private func expect(_ old: Any, in new: Any?, at path: String) throws {
        let new = try #require(new, "\(path) is gone")
        switch (old, new) {
        case (let old as [String: Any], let new as [String: Any]):
            // Reasons are data, not members.
            guard !path.hasSuffix("/skipped") else { return }
            for (key, value) in old.sorted(by: { $0.key < $1.key }) {
                try expect(value, in: new[key], at: "\(path)/\(key)")
            }
        case (let old as [Any], let new as [Any]):
            guard let first = old.first else { return }
            try expect(first, in: new.first, at: "\(path)[]")
        case (let old as NSNumber, let new as NSNumber):
            #expect(Self.isTruth(old) == Self.isTruth(new), "\(path) is of another kind")
        default: #expect(old is String && new is String, "\(path) is of another kind")
        }
    }

    private static func isTruth(_ number: NSNumber) -> Bool {
        let text = (try? JSONSerialization.data(withJSONObject: [number])) ?? Data()
        return [Data("[true]".utf8), Data("[false]".utf8)].contains(text)
    }

    @Test("members and levels that only a newer daemon knows are read over")
    func unknown() throws {
        var object = try Self.object(Self.old())
        func extend(_ value: Any) -> Any {
            if let list = value as? [Any] { return list.map(extend) }
            guard let members = value as? [String: Any] else { return value }
            return members.mapValues(extend).merging(["of_a_newer_version": ["x": [1]]]) { $1 }
        }
        object = extend(object) as? [String: Any] ?? [:]
        var sources = object["sources"] as? [[String: Any]] ?? []
        for index in sources.indices { sources[index]["skipped"] = ["a_new_reason": 1] }
        object["sources"] = sources
        object["health"] = [
            "level": "on_fire", "problems": [["level": "on_fire", "text": "it burns"]],
        ]
        let json = try JSONSerialization.data(withJSONObject: object)
        let status = try DaemonStatus(json: [UInt8](json))
        #expect(status.sources[0].skipped == ["a_new_reason": 1])
        #expect(status.health.problems.map(\.text) == ["it burns"])
        #expect(status.health.level == .warning, "somebody has to look, whatever it is")
    }
}
