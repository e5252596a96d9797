import Foundation
import SecurityContent
import TestSupport
import Testing

@testable import DaemonRuntime

/// The journal source on the files of a real journald.
@Suite(
    .serialized,
    .enabled(if: TestJournal.isPossible, "needs root, journald and mount namespaces"))
struct JournalSourceTests {
    private let directory: TemporaryDirectory
    private let journal: TestJournal
    private var input: JournalInput

    init() throws {
        directory = try TemporaryDirectory()
        journal = try TestJournal(in: directory.path)
        input = JournalInput(
            matches: ["SYSLOG_IDENTIFIER=sysmon"], directory: journal.directory)
    }

    private func bench(
        saved: [String: [UInt8]] = [:], startsAtEnd: Bool = false, ringBytes: Int = 1 << 20,
        recordBytesMax: Int = 4_096
    ) -> SourceBench {
        SourceBench(
            JournalSource(
                input, source: 0, saved: saved, startsAtEnd: startsAtEnd,
                recordBytesMax: recordBytesMax, numbers: StreamNumbers(after: 0)),
            ringBytes: ringBytes)
    }

    /// What a checkpoint would hold.
    private func saved(_ bench: SourceBench) -> [String: [UInt8]] {
        bench.streams.values.reduce(into: [:]) { saved, stream in
            if case .cursor(let cursor) = stream.position { saved[cursor.key] = cursor.bytes }
        }
    }

    private func lines(_ range: Range<Int>) -> [String] { range.map { "<Event>\($0)</Event>" } }

    @Test("entries that match come out in order, and go on behind the cursor after a restart")
    func resumes() {
        journal.send(lines(0..<50))
        journal.command("other")
        let first = bench(ringBytes: 8_192)
        first.run { first.records.count >= 50 }
        #expect(first.texts == lines(0..<50))
        let state = saved(first)
        #expect(state.keys.sorted() == [JournalSource.key(input)])
        journal.send(lines(50..<80))
        let second = bench(saved: state)
        second.run { second.records.count >= 30 }
        #expect(second.texts == lines(50..<80))
    }

    @Test("a crash between the journal and the checkpoint repeats what was not checkpointed only")
    func crash() {
        journal.send(lines(0..<40))
        let first = bench(ringBytes: 4_096)
        first.turn()
        // The ring holds some of them, which the detect side never took.
        let state = saved(first)
        let second = bench(saved: state)
        second.run { second.records.count >= 40 }
        #expect(second.texts == lines(0..<40))
    }

    @Test("read_from: end starts behind what is there, also for a start after that")
    func end() {
        journal.send(lines(0..<5))
        let first = bench(startsAtEnd: true)
        first.turn()
        first.take()
        journal.send(lines(5..<7))
        // Nothing was read, but where reading begins is known.
        let second = bench(saved: saved(first), startsAtEnd: true)
        second.run { second.records.count >= 2 }
        #expect(second.texts == lines(5..<7))
        first.run { first.records.count >= 2 }
        #expect(first.texts == lines(5..<7))
    }

    @Test("rotation while it is read loses nothing and repeats nothing")
    func rotation() {
        let bench = bench()
        for round in 0..<6 {
            journal.send(lines(round * 20..<(round + 1) * 20))
            if round % 2 == 0 { journal.command("rotate") }
            bench.turn()
            bench.take()
        }
        bench.run { bench.records.count >= 120 }
        #expect(bench.texts == lines(0..<120))
    }

    @Test("when the cursor's entry was vacuumed, reading goes on with what is newer, and says so")
    func vacuumed() {
        journal.send(lines(0..<10))
        let first = bench()
        first.run { first.records.count >= 10 }
        let state = saved(first)
        journal.command("vacuum")
        journal.send(lines(10..<15))
        let second = bench(saved: state)
        second.run { second.records.count >= 5 }
        #expect(second.texts == lines(10..<15))
        #expect(second.notes.contains { $0.contains("is gone") })
    }

    @Test("new matches go on where the old ones were")
    func changedMatches() {
        journal.send(lines(0..<3))
        let first = bench()
        first.run { first.records.count >= 3 }
        journal.send(lines(3..<5))
        var changed = input
        changed.matches.append("PRIORITY=6")
        let second = SourceBench(
            JournalSource(
                changed, source: 0, saved: saved(first), startsAtEnd: true, recordBytesMax: 4_096,
                numbers: StreamNumbers(after: 0)))
        second.run { second.records.count >= 2 }
        #expect(second.texts == lines(3..<5))
    }

    @Test("a message beyond the limit is told of, and what follows is read")
    func tooLong() {
        journal.send([String(repeating: "x", count: 9_000), "<Event>1</Event>"])
        let bench = bench()
        bench.run { bench.records.count >= 2 }
        #expect(bench.records.map(\.kind) == [.tooLong, .record])
        #expect(bench.texts.last == "<Event>1</Event>")
    }

    @Test("a barrier passes once what was there has been handed out")
    func barrier() {
        journal.send(lines(0..<100))
        let bench = bench(ringBytes: 4_096)
        bench.turn()
        bench.source.markBarrier()
        bench.turn()
        #expect(!bench.source.hasReachedBarrier)
        bench.run { bench.source.hasReachedBarrier }
        #expect(bench.records.count >= 90)
    }

    @Test("damage in the files is survived: what can be read is read")
    func damaged() throws {
        journal.send(lines(0..<400))
        let files = try FileManager.default.subpathsOfDirectory(atPath: journal.directory)
        let name = try #require(files.first { $0.hasSuffix(".journal") })
        let copy = directory.path + "/copy"
        try FileManager.default.createDirectory(
            atPath: copy, withIntermediateDirectories: true)
        let url = URL(filePath: journal.directory + "/" + name)
        var bytes = [UInt8](try Data(contentsOf: url))
        let used = bytes.lastIndex { $0 != 0 } ?? 0
        for place in stride(from: used / 2, to: used, by: 501) { bytes[place] ^= 0x55 }
        try Data(bytes).write(to: URL(filePath: copy + "/system.journal"))
        let damaged = SourceBench(
            JournalSource(
                JournalInput(directory: copy), source: 0, saved: [:], startsAtEnd: false,
                recordBytesMax: 4_096, numbers: StreamNumbers(after: 0)))
        for _ in 0..<50 {
            damaged.turn()
            damaged.take()
        }
        #expect(damaged.records.count > 0)
        // A look a second is what damage costs, not a busy loop.
        #expect(damaged.events.count < 500)
    }
}

struct JournalPositionTests {
    @Test("a position is read back as it was written, and nothing else is one")
    func text() {
        let position = JournalPosition(
            cursor: "s=a;i=b c;x", bootID: String(repeating: "0f", count: 16), monotonic: 7,
            realtime: .max)
        #expect(JournalPosition(position.text) == position)
        for text in ["", "x", "\(position.bootID) 1 2 ", "\(position.bootID) -1 2 c", "zz 1 2 c"] {
            #expect(JournalPosition(text) == nil, "\(text)")
        }
    }
}
