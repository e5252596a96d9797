import RiskDetection
import SecurityContent
import TestSupport
import Testing

@testable import DaemonRuntime

/// What a courier does with the answers of a receiver, on a clock of the test's own.
struct CourierTests {
    /// A receiver whose answers are given beforehand; when they are used up all goes well.
    private final class ScriptedReceiver: SinkTransport {
        var answers: [SendOutcome] = []
        var confirmations: [ConfirmOutcome] = []
        var probes: [ProbeFailure] = []
        private(set) var sent: [[String]] = []
        private(set) var asked: [[Int64]] = []
        private(set) var starts = 0

        func probe() -> ProbeFailure? { probes.isEmpty ? nil : probes.removeFirst() }

        func send(_ entries: [OutboxEntry]) -> SendOutcome {
            sent.append(entries.map { String(decoding: $0.bytes, as: UTF8.self) })
            return answers.isEmpty ? .delivered : answers.removeFirst()
        }

        func confirmed(_ numbers: [Int64]) -> ConfirmOutcome {
            asked.append(numbers)
            return confirmations.isEmpty ? .confirmed(Set(numbers)) : confirmations.removeFirst()
        }

        func startOver() { starts += 1 }
    }

    private static let second: UInt64 = 1_000_000_000

    private let directory: TemporaryDirectory
    private let store: SQLiteStateStore
    private let outbox: Outbox
    private let receiver = ScriptedReceiver()
    private var courier: Courier
    private var now: UInt64 = 0

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStateStore(path: directory.path + "/state.db")
        outbox = Outbox(name: "s", bytesMax: 100, overflow: .pause) { _ in [] }
        courier = Courier(
            outbox: outbox, store: store, transport: receiver,
            settings: Courier.Settings(batchEntries: 4, batchBytes: 1_000),
            log: MessageLog(sink: .none))
    }

    private func add(_ texts: String...) throws {
        var checkpoint = Checkpoint()
        checkpoint.outbox = texts.map {
            OutboxAddition(sink: "s", added: Int64(now), bytes: Array($0.utf8))
        }
        outbox.noteAdded(checkpoint.outbox, shed: nil)
        try store.commit(checkpoint)
    }

    /// Steps until there is nothing to do, waiting as long as the courier says, up to a time.
    private mutating func run(forSeconds seconds: UInt64) throws {
        let end = now + seconds * Self.second
        for _ in 0..<1_000 {
            switch try courier.step(at: now, wall: Int64(now)) {
            case .again: continue
            case .idle: return now = end
            case .at(let time) where time <= end: now = max(now, time)
            case .at: return now = end
            }
        }
        Issue.record("the courier does not come to rest")
    }

    private func left() throws -> [String] {
        try store.entries(of: "s", after: 0, countMax: 99, bytesMax: 9_999)
            .map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    @Test("full batches go at once, the rest after the delay, and what was delivered is gone")
    mutating func batches() throws {
        try add("a", "b", "c", "d", "e")
        #expect(try courier.step(at: 0, wall: 0) == .again)
        #expect(receiver.sent == [["a", "b", "c", "d"]])
        #expect(try courier.step(at: 0, wall: 0) == .at(Self.second))
        #expect(try left() == ["e"] && outbox.snapshot.amount.entries == 1)
        try run(forSeconds: 2)
        #expect(receiver.sent.last == ["e"])
        #expect(try left().isEmpty && outbox.snapshot.amount == OutboxAmount())
        #expect(outbox.snapshot.delivered == 5)
    }

    @Test("what was confirmed of a batch is gone, and the rest goes again")
    mutating func partly() throws {
        receiver.answers = [
            .partly(delivered: 2, then: .unavailable("it broke")),
            .partly(delivered: 1, then: .rejected(index: 0, isRestTaken: true, "never")),
            .partly(delivered: 1, then: .delivered),
        ]
        try add("a", "b", "c", "d")
        _ = try courier.step(at: 0, wall: 0)
        #expect(outbox.snapshot.failure?.reason == "it broke")
        #expect(try left() == ["c", "d"])
        try run(forSeconds: 60)
        #expect(receiver.sent == [["a", "b", "c", "d"], ["c", "d"]])
        #expect(try left().isEmpty)
        #expect(outbox.snapshot.delivered == 3 && outbox.snapshot.setAside == 1)
        try add("e", "f")
        try run(forSeconds: 2)
        #expect(try left().isEmpty && outbox.snapshot.delivered == 5)
    }

    @Test("a count of what was delivered that cannot be is a failure", arguments: [-1, 0, 2, 3])
    mutating func impossible(count: Int) throws {
        receiver.answers = [.partly(delivered: count, then: .unavailable("it broke"))]
        try add("a", "b")
        _ = try courier.step(at: 0, wall: 0, isHurried: true)
        #expect(outbox.snapshot.failure?.reason == "the receiver took \(count) of 2")
        #expect(try left() == ["a", "b"])
    }

    @Test("a receiver that is not there is told of before there is anything to send")
    mutating func probe() throws {
        receiver.probes = [.unavailable("no route"), .refused("wrong token")]
        guard case .at(let first) = try courier.step(at: 0, wall: 0) else { return }
        #expect(outbox.snapshot.failure?.reason == "no route")
        guard case .at(let second) = try courier.step(at: first, wall: 0) else { return }
        #expect(outbox.snapshot.failure?.isRefusal == true)
        #expect(try courier.step(at: second, wall: 0) == .idle)
        #expect(outbox.snapshot.failure == nil && receiver.sent.isEmpty)
    }

    @Test("what comes after the backlog was empty is seen")
    mutating func emptied() throws {
        for text in ["a", "b", "c"] {
            try add(text)
            try run(forSeconds: 2)
            #expect(receiver.sent.last == [text])
        }
        #expect(try left().isEmpty && outbox.snapshot.delivered == 3)
    }

    @Test("while the receiver is busy nothing is lost, and tries get rarer up to a minute")
    mutating func busy() throws {
        try add("a", "b", "c", "d")
        receiver.answers = Array(repeating: .busy("Server is busy"), count: 12)
        var waits: [UInt64] = []
        for _ in 0..<12 {
            let next = try courier.step(at: now, wall: Int64(now))
            guard case .at(let time) = next else {
                Issue.record("\(next)")
                return
            }
            waits.append(time - now)
            // Asked too early it does nothing.
            #expect(try courier.step(at: time - 1, wall: 0) == .at(time))
            now = time
        }
        #expect(receiver.sent.count == 12)
        #expect(waits[0] <= Self.second / 2 && waits[0] >= Self.second / 4)
        #expect(waits.allSatisfy { $0 <= 60 * Self.second } && waits[11] >= 30 * Self.second)
        #expect(outbox.snapshot.failure?.reason == "Server is busy")
        #expect(outbox.snapshot.failure?.since == 0)
        try run(forSeconds: 1)
        #expect(try left().isEmpty && outbox.snapshot.failure == nil)
    }

    @Test("an entry that can never be taken is set aside, and those around it arrive once")
    mutating func rejected() throws {
        try add("a", "bad", "c", "d")
        receiver.answers = [.rejected(index: 1, isRestTaken: true, "no event")]
        try run(forSeconds: 2)
        #expect(receiver.sent == [["a", "bad", "c", "d"], ["c", "d"]])
        #expect(outbox.snapshot.setAside == 1 && outbox.snapshot.delivered == 3)
        #expect(try left().isEmpty)
    }

    @Test("where nothing of the batch counts as taken, all but the bad one go again")
    mutating func rejectedAll() throws {
        try add("a", "bad", "c", "d")
        receiver.answers = [.rejected(index: 1, isRestTaken: false, "no event")]
        try run(forSeconds: 2)
        #expect(receiver.sent == [["a", "bad", "c", "d"], ["a", "c", "d"]])
        #expect(outbox.snapshot.setAside == 1 && outbox.snapshot.delivered == 3)
    }

    @Test("a receiver that does not say which entry is bad gets them in parts until it is found")
    mutating func search() throws {
        try add("a", "b", "bad", "d", "e", "f", "g", "h")
        receiver.answers = [
            .rejectedSome("?"), .delivered, .rejectedSome("?"), .rejectedSome("?"), .delivered,
        ]
        try run(forSeconds: 2)
        #expect(
            receiver.sent == [
                ["a", "b", "bad", "d"], ["a", "b"], ["bad", "d"], ["bad"], ["d"],
                ["e", "f", "g", "h"],
            ])
        #expect(outbox.snapshot.setAside == 1 && outbox.snapshot.delivered == 7)
        #expect(try left().isEmpty)
    }

    @Test("entries stay until they are confirmed, whatever the order of confirmations")
    mutating func confirmations() throws {
        try add("a", "b", "c", "d", "e", "f", "g", "h")
        receiver.answers = [.taken(0), .taken(1)]
        receiver.confirmations = [.confirmed([]), .confirmed([1]), .confirmed([0])]
        #expect(try courier.step(at: 0, wall: 0) == .again)
        #expect(try courier.step(at: 0, wall: 0) == .again)
        #expect(try left().count == 8)
        #expect(try courier.step(at: 0, wall: 0) == .at(Self.second))
        #expect(try courier.step(at: Self.second, wall: 0) == .at(3 * Self.second))
        #expect(try left().count == 8)
        _ = try courier.step(at: 3 * Self.second, wall: 0)
        #expect(try left() == ["a", "b", "c", "d"])
        _ = try courier.step(at: 4 * Self.second, wall: 0)
        #expect(try left().isEmpty)
        #expect(receiver.asked == [[0, 1], [0, 1], [0]])
    }

    @Test("what is not confirmed in time goes again")
    mutating func unconfirmed() throws {
        try add("a", "b", "c", "d")
        receiver.answers = [.taken(0), .taken(0)]
        receiver.confirmations = Array(repeating: .confirmed([]), count: 40)
        try run(forSeconds: 301)
        #expect(receiver.sent.count == 1)
        receiver.confirmations = []
        now += 20 * Self.second
        // It is not confirmed after so long: it goes again, and is confirmed.
        receiver.confirmations = [.confirmed([])]
        try run(forSeconds: 20)
        #expect(receiver.sent == [["a", "b", "c", "d"], ["a", "b", "c", "d"]])
        #expect(try left().isEmpty)
    }

    @Test("when the connection breaks, what was taken and not confirmed goes again")
    mutating func broken() throws {
        try add("a", "b", "c", "d", "e", "f", "g", "h")
        receiver.answers = [.taken(7), .unavailable("connection reset"), .taken(0), .taken(1)]
        try run(forSeconds: 10)
        #expect(
            receiver.sent == [
                ["a", "b", "c", "d"], ["e", "f", "g", "h"], ["a", "b", "c", "d"],
                ["e", "f", "g", "h"],
            ])
        #expect(receiver.starts == 1)
        #expect(try left().isEmpty)
    }

    @Test("a receiver that counts anew was started again, and gets all that is not confirmed")
    mutating func restarted() throws {
        try add("a", "b", "c", "d", "e", "f", "g", "h")
        receiver.answers = [.taken(5), .taken(0), .taken(1), .taken(2)]
        try run(forSeconds: 10)
        #expect(receiver.sent.count == 4 && receiver.sent[2] == ["a", "b", "c", "d"])
        #expect(receiver.starts == 1)
        #expect(try left().isEmpty)
    }

    @Test("a full backlog holds records up until there is room")
    mutating func full() throws {
        try add(String(repeating: "x", count: 60), String(repeating: "y", count: 60))
        #expect(outbox.isFull)
        try run(forSeconds: 2)
        #expect(!outbox.isFull)
    }

    @Test("no more batches wait for their confirmation than may, and questions get rarer")
    mutating func outstanding() throws {
        let most = Courier.outstandingMax
        for number in 0..<(4 * (most + 1)) { try add("\(number)") }
        receiver.answers = (0...most).map { .taken(Int64($0)) }
        receiver.confirmations = Array(repeating: .confirmed([]), count: 6)
        var asked: [UInt64] = []
        for _ in 0..<1_000 where asked.count < 6 {
            let before = receiver.asked.count
            let next = try courier.step(at: now, wall: Int64(now))
            if receiver.asked.count > before { asked.append(now / Self.second) }
            guard case .at(let time) = next else { continue }
            now = time
        }
        #expect(receiver.sent.count == most)
        // After 1, 2, 4 and 8 seconds, and then every ten.
        #expect(zip(asked, asked.dropFirst()).map { $1 - $0 } == [2, 4, 8, 10, 10])
        // One that is confirmed makes room for one.
        receiver.confirmations = [.confirmed([0])]
        try run(forSeconds: 10)
        #expect(receiver.sent.count == most + 1)
    }
}
