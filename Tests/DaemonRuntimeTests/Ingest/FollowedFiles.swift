import RingBuffer
import TestSupport

@testable import DaemonRuntime

/// A file source on files in memory, with a detect side that only collects: what it took and how
/// far, and what of that a checkpoint holds.
final class FollowedFiles {
    let files: MemoryFileSystem
    var settings: [FileSource.Settings]
    var openFilesMax = 100
    /// Of these processes died; counts from the next start on.
    var fatal = FatalStretches()
    /// Stretches that were passed over.
    private(set) var passedOver: [Range<UInt64>] = []
    private(set) var source: FileSource
    private var ring = FollowedFiles.newRing()
    private(set) var now: UInt64 = 0

    /// All that was taken, in order.
    private(set) var lines: [String] = []
    private(set) var events: [IngestEvent] = []
    /// What files were said to be.
    private(set) var foreign: [String] = []
    /// Files that went before all of them was read.
    private(set) var lost: [String] = []
    private var positions: [UInt32: FilePosition] = [:]
    private var patterns: Set<String> = []
    private var saved: (lines: Int, positions: [UInt32: FilePosition], patterns: Set<String>) =
        (0, [:], [])
    private var savedAt: Int64?

    init(
        _ files: MemoryFileSystem = MemoryFileSystem(), _ patterns: [String] = ["/logs/*"],
        startsAtEnd: Bool = false, openFilesMax: Int = 100
    ) {
        self.files = files
        self.openFilesMax = openFilesMax
        settings = [
            FileSource.Settings(name: "logs", patterns: patterns, startsAtEnd: startsAtEnd)
        ]
        source = Self.source(files, settings, openFilesMax, FileSource.Known(), last: 0)
    }

    private static func source(
        _ files: MemoryFileSystem, _ settings: [FileSource.Settings], _ openFilesMax: Int,
        _ known: FileSource.Known, last: UInt32, fatal: FatalStretches = FatalStretches()
    ) -> FileSource {
        FileSource(
            settings,
            FileSource.Environment(
                fileSystem: files, recordBytesMax: 1 << 20, openFilesMax: openFilesMax,
                partialLineNanoseconds: 20_000_000_000, fatal: fatal),
            known: known, numbers: StreamNumbers(after: last))
    }

    private struct Ring: ~Copyable {
        var sink: RingWriter
        var consumer: RingConsumer
    }

    private static func newRing() -> Ring {
        RecordRing(capacityBytes: 1 << 22).split { producer, consumer in
            Ring(sink: RingWriter(producer: producer), consumer: consumer)
        }
    }

    // MARK: - Time

    /// Looks once and reads all that is there.
    func poll(afterSeconds seconds: UInt64 = 1) {
        now += seconds * 1_000_000_000
        source.poll(now: now)
        read()
    }

    func poll(times: Int) { for _ in 0..<times { poll() } }

    func read() {
        var outcome = ReadOutcome.more
        while outcome != .atEnd {
            outcome = source.read(into: &ring.sink)
            _ = ring.sink.publish()
            drain()
            ring.sink.isFull = false
        }
        events += source.takeEvents()
    }

    private func drain() {
        while case .some(()) = ring.consumer.pop({ header, payload in take(header, payload) }) {}
        ring.consumer.release()
    }

    private func take(_ header: RecordHeader, _ payload: Span<UInt8>) {
        switch RingMessage(rawValue: header.kind) {
        case .position:
            guard case .file(let position) = SourcePositionCoding.decode(payload) else { return }
            positions[header.source] = position
        case .forget: positions[header.source] = nil
        case .note:
            let key = String(decoding: (0..<payload.count).map { payload[$0] }, as: UTF8.self)
            patterns.insert(String(key.dropFirst("pattern ".count)))
        case .foreign:
            positions[header.source]?.offset = header.endOffset
            foreign.append(String(decoding: (0..<payload.count).map { payload[$0] }, as: UTF8.self))
        case .lost: lost.append(positions[header.source]?.displayPath ?? "")
        case .record:
            positions[header.source]?.offset = header.endOffset
            lines.append(String(decoding: (0..<payload.count).map { payload[$0] }, as: UTF8.self))
        case .fatal:
            positions[header.source]?.offset = header.endOffset
            passedOver.append(header.offset..<header.endOffset)
        default: break
        }
    }

    // MARK: - State

    /// What a crash after this goes back to.
    func checkpoint() {
        saved = (lines.count, positions, patterns)
        savedAt = files.clock
    }

    func stopAndStart() {
        checkpoint()
        start()
    }

    /// Ends the daemon without a checkpoint: what was taken since the last one never happened.
    func crash() {
        lines.removeSubrange(saved.lines...)
        start()
    }

    private func start() {
        positions = saved.positions
        patterns = saved.patterns
        ring = Self.newRing()
        let known = FileSource.Known(
            positions: saved.positions.values.sorted { $0.number < $1.number },
            patterns: saved.patterns, savedAt: savedAt)
        source = Self.source(
            files, settings, openFilesMax, known, last: saved.positions.keys.max() ?? 0,
            fatal: fatal)
        files.crash()
    }
}

extension String {
    /// Lines as a writer of logs makes them.
    static func numbered(_ range: Range<Int>, _ name: String = "line") -> String {
        range.map { "\(name) \($0) at 2025-03-04T08:\($0 % 60):00Z\n" }.joined()
    }
}

extension [String] {
    static func numbered(_ range: Range<Int>, _ name: String = "line") -> [String] {
        String.numbered(range, name).split(separator: "\n").map(String.init)
    }
}
