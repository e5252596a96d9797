import Foundation
import GRDB
import Testing

@testable import DaemonRuntime

/// What the state says that it holds is on the disk.
struct DurabilityTests {
    private let disk: PowerCutDisk
    private var path: String { disk.path + "/state.db" }

    init() throws { disk = try PowerCutDisk() }

    @Test("the open state answers that it waits for the disk with each commit")
    func level() throws {
        for _ in 0..<2 {
            let store = try SQLiteStateStore(path: path)
            #expect(try store.read { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2)
            #expect(try store.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
            try store.close()
        }
    }

    @Test("each commit is synced once, and nothing else is")
    func syncs() throws {
        let store = try SQLiteStateStore(path: path)
        // The first commit begins a log, whose header is synced as well.
        try store.commit(Checkpoint(notes: ["commit": 0]))
        let (log, database) = (disk.syncs(of: "state.db-wal"), disk.syncs(of: "state.db"))
        for number in 1...20 { try store.commit(Checkpoint(notes: ["commit": Int64(number)])) }
        #expect(disk.syncs(of: "state.db-wal") - log == 20)
        #expect(disk.syncs(of: "state.db") == database)
        try store.close()
    }

    @Test("after a power cut behind any commit the state is that of the commit", arguments: 0..<12)
    func powerCut(commits: Int) throws {
        var store = try SQLiteStateStore(path: path)
        for round in 1...2 {
            for number in 0..<commits {
                try store.commit(Checkpoint(notes: ["commit": Int64(round * 100 + number)]))
            }
            try disk.crash(isPowerCut: true) { try store.close() }
            store = try SQLiteStateStore(path: path)
            let expected = commits == 0 ? nil : Int64(round * 100 + commits - 1)
            #expect(try store.load().notes["commit"] == expected)
        }
        try store.close()
    }
}
