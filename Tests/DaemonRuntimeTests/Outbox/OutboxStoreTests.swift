import Foundation
import GRDB
import TestSupport
import Testing

@testable import DaemonRuntime

@Suite("the backlogs in the state")
struct OutboxStoreTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.path + "/state.db" }

    init() throws { directory = try TemporaryDirectory() }

    private static func checkpoint(_ lines: [(String, String)], at time: Int64) -> Checkpoint {
        var checkpoint = Checkpoint()
        checkpoint.outbox = lines.map {
            OutboxAddition(sink: $0, added: time, bytes: Array($1.utf8))
        }
        return checkpoint
    }

    private static func texts(_ entries: [OutboxEntry]) -> [String] {
        entries.map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    @Test("entries come back in order, for each sink its own, through a restart")
    func order() throws {
        var store = try SQLiteStateStore(path: path)
        try store.commit(Self.checkpoint([("a", "1"), ("b", "x"), ("a", "22")], at: 5))
        try store.commit(Self.checkpoint([("a", "333")], at: 6))
        try store.close()
        store = try SQLiteStateStore(path: path)
        #expect(
            try store.backlogs() == [
                "a": OutboxAmount(entries: 3, bytes: 6, oldest: 5),
                "b": OutboxAmount(entries: 1, bytes: 1, oldest: 5),
            ])
        let all = try store.entries(of: "a", after: 0, countMax: 9, bytesMax: 99)
        #expect(Self.texts(all) == ["1", "22", "333"] && all.allSatisfy(\.isIntact))
        let few = try store.entries(of: "a", after: 0, countMax: 2, bytesMax: 99)
        #expect(few == Array(all[..<2]))
        #expect(try store.entries(of: "a", after: 0, countMax: 9, bytesMax: 3) == few)
        #expect(try store.entries(of: "a", after: 0, countMax: 9, bytesMax: 0).count == 1)
        let rest = try store.entries(of: "a", after: few[1].number, countMax: 9, bytesMax: 9)
        #expect(Self.texts(rest) == ["333"])

        let removed = try store.remove(all[0].number...all[1].number, of: "a")
        #expect(removed == OutboxAmount(entries: 2, bytes: 3, oldest: 6))
        #expect(try store.remove(all[0].number...all[1].number, of: "a").entries == 0)
        #expect(try store.backlogs()["b"]?.entries == 1)
        try store.close()
    }

    @Test("a checkpoint makes room: the oldest go, as many as it takes, of that sink alone")
    func shed() throws {
        let store = try SQLiteStateStore(path: path)
        try store.commit(Self.checkpoint([("a", "11"), ("b", "x"), ("a", "22")], at: 5))
        var checkpoint = Self.checkpoint([("a", "33"), ("a", "44")], at: 6)
        checkpoint.shed = ["a": 3]
        let shed = try store.commit(checkpoint)
        #expect(shed == ["a": OutboxAmount(entries: 2, bytes: 4, oldest: 6)])
        let left = try store.entries(of: "a", after: 0, countMax: 9, bytesMax: 99)
        #expect(Self.texts(left) == ["33", "44"])
        #expect(try store.backlogs()["b"]?.entries == 1)
        try store.close()
    }

    @Test("an entry that was damaged is told from the others")
    func damaged() throws {
        let store = try SQLiteStateStore(path: path)
        try store.commit(Self.checkpoint([("a", "11"), ("a", "22")], at: 5))
        try store.close()
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: "UPDATE outbox SET bytes = x'00' WHERE number = 1") }
        try queue.close()
        let again = try SQLiteStateStore(path: path)
        let entries = try again.entries(of: "a", after: 0, countMax: 9, bytesMax: 99)
        #expect(entries.map(\.isIntact) == [false, true])
        try again.close()
    }

    @Test("a state of version 2 is migrated, keeps what it holds, and takes entries")
    func migration() throws {
        let store = try SQLiteStateStore(path: path)
        try store.commit(Checkpoint(notes: ["x": 7]))
        try store.close()
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { database in
            // As riskd made it before there were backlogs.
            try database.execute(
                sql: "DROP TABLE outbox; PRAGMA user_version = 2; PRAGMA auto_vacuum = 0; VACUUM")
        }
        try queue.close()
        let migrated = try SQLiteStateStore(path: path)
        #expect(try migrated.load().notes == ["x": 7])
        #expect(try migrated.backlogs().isEmpty)
        try migrated.commit(Self.checkpoint([("a", "1")], at: 5))
        #expect(try migrated.backlogs()["a"]?.entries == 1)
        try migrated.close()
        #expect(FileManager.default.fileExists(atPath: path + ".v2.bak"))
    }

    @Test("the file gets shorter once a long backlog was worked off")
    func shrinks() throws {
        let store = try SQLiteStateStore(path: path)
        let line = String(repeating: "x", count: 9_000)
        for _ in 0..<20 {
            try store.commit(Self.checkpoint(Array(repeating: ("a", line), count: 200), at: 5))
        }
        func size() throws -> Int {
            // What is in the write-ahead log counts once it is in the file.
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            return try #require(attributes[.size] as? Int)
        }
        try store.close()
        let long = try size()
        #expect(long > 4_000 * 9_000)
        let again = try SQLiteStateStore(path: path)
        while let last = try again.entries(of: "a", after: 0, countMax: 500, bytesMax: .max).last {
            _ = try again.remove(1...last.number, of: "a")
        }
        try again.close()
        #expect(try size() < long / 3)
    }

    @Test("a removal gives back 2,048 pages at once, and the next one goes on")
    func pages() throws {
        let store = try SQLiteStateStore(path: path)
        let line = String(repeating: "x", count: 1 << 20)
        try store.commit(Self.checkpoint(Array(repeating: ("a", line), count: 20), at: 5))
        func free() throws -> Int {
            let queue = try DatabaseQueue(path: path)
            let count = try queue.read {
                try Int.fetchOne($0, sql: "PRAGMA freelist_count") ?? 0
            }
            try queue.close()
            return count
        }
        _ = try store.remove(1...20, of: "a")
        let left = try free()
        // Twenty times 256 pages of 4 KiB, and some that lead to them.
        #expect((20 * 256 - 2_048...20 * 262 - 2_048).contains(left))
        _ = try store.remove(1...20, of: "a")
        let few = try free()
        // With them go pages that tell where others belong.
        #expect((left - 2_060...left - 2_048).contains(few))
        _ = try store.remove(1...20, of: "a")
        // Fewer than that stay for what comes.
        #expect(try free() == few)
        try store.close()
    }
}
