import Dispatch
import Foundation
import Glibc
import RingBuffer
import Synchronization
import TestSupport
import Testing

@testable import DaemonRuntime

/// What inotify cannot tell is found all the same (hazards 19 and 20).
struct InotifyTests {
    private let directory: TemporaryDirectory
    private let queue = DispatchQueue(label: "riskd.test.inotify")

    init() throws {
        directory = try TemporaryDirectory()
        unsafe mkdir(directory.path + "/logs", 0o755)
    }

    private func source(watchesMax: Int) -> FileSource {
        FileSource(
            [
                FileSource.Settings(
                    name: "logs", patterns: [directory.path + "/logs/*.log"], startsAtEnd: false)
            ],
            FileSource.Environment(
                fileSystem: DiskFileSystem(), recordBytesMax: 1 << 20, openFilesMax: 20,
                partialLineNanoseconds: nil, watchesMax: watchesMax),
            known: FileSource.Known(), numbers: StreamNumbers(after: 0))
    }

    /// Reads what the source has, and counts the records.
    private func read(_ source: FileSource) -> Int {
        RecordRing(capacityBytes: 1 << 22).split { producer, consumer in
            var sink = RingWriter(producer: producer)
            var consumer = consumer
            while source.read(into: &sink) == .more {}
            _ = sink.publish()
            var count = 0
            while case .some(let isRecord) = consumer.pop({ header, _ in
                RingMessage(rawValue: header.kind) == .record
            }) {
                if isRecord { count += 1 }
            }
            consumer.release()
            return count
        }
    }

    @Test(
        "inotify-limit: what cannot be watched is polled, which is said once, and when it is over")
    func limit() throws {
        let source = source(watchesMax: 0)
        source.start(on: queue) {}
        defer { source.stop() }
        try directory.append("one\n".utf8, to: "logs/app.log")
        for second in 1..<4 { source.poll(now: UInt64(second) * 1_000_000_000) }
        #expect(read(source) == 1)
        let told = source.takeEvents().filter { $0.path == "inotify" }
        #expect(told == [.unwatched(reason: "more than 0 directories")])
        #expect(told.first?.isProblem ?? false)
        var snapshot = IngestSnapshot()
        source.describe(into: &snapshot)
        #expect(snapshot.unwatched == "more than 0 directories")
        // A name that no change tells of.
        try directory.append("two\n".utf8, to: "logs/other.log")
        try directory.append("three\n".utf8, to: "logs/app.log")
        #expect(read(source) == 0)
        source.poll(now: 5_000_000_000)
        #expect(read(source) == 2)
    }

    @Test("queue-overflow: after more changes than the kernel keeps, everything is looked at")
    func overflow() throws {
        let text = try String(
            contentsOfFile: "/proc/sys/fs/inotify/max_queued_events", encoding: .utf8)
        let queued = try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        guard queued <= 100_000 else {
            return print("skipped: the kernel keeps \(queued) changes, too many to make")
        }
        let source = source(watchesMax: 8)
        source.start(on: queue) {}
        defer { source.stop() }
        for name in ["a", "b"] { try directory.append("one\n".utf8, to: "logs/\(name).log") }
        source.poll(now: 1_000_000_000)
        #expect(read(source) == 2)
        // Nobody takes the changes meanwhile. Alternating, as the kernel merges equal ones.
        let files = ["a", "b"].map { name in
            unsafe open(directory.path + "/logs/\(name).log", O_WRONLY | O_APPEND)
        }
        for _ in 0..<(queued / 2 + 8) {
            for file in files { unsafe #expect(write(file, "x\n", 2) == 2) }
        }
        for file in files { close(file) }
        // What came behind the last change that was kept.
        try directory.append("late\n".utf8, to: "logs/late.log")
        let first = read(source)
        #expect(source.wantsPoll)
        source.poll(now: 2_000_000_000)
        #expect(first + read(source) == 2 * (queued / 2 + 8) + 1)
    }
}
