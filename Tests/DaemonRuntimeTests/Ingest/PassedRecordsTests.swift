import RiskDetection
import TestSupport
import Testing

@testable import DaemonRuntime

@Suite(
    "records that a prefilter passes over",
    .enabled(if: Prefilter.isAvailable, "needs Vectorscan"))
struct PassedRecordsTests {
    private let prefilter: Prefilter
    private let plan: PrefilterPlan

    init() throws {
        let detection = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes where Processes.process=*whoami* "
                + "by Processes.process",
            id: "00000000-0000-0000-0000-000000000001")
        plan = PrefilterPlan([detection])
        prefilter = try #require(Prefilter(plan))
    }

    private static func line(_ number: Int, _ word: String = "") -> String {
        #"{"EventTime":"2024-01-01 00:00:00","word":"\#(word)","n":\#(number)}"#
    }

    private static func number(_ record: Span<UInt8>) -> Int {
        let text = String(decoding: record.indices.map { record[$0] }, as: UTF8.self)
        return text.firstMatch(of: /n(?:":|>)([0-9]+)/).flatMap { Int($0.output.1) } ?? -1
    }

    /// The numbers of the records that are handed out.
    ///
    /// - Parameter refuses: Whether each is refused the first time that it comes.
    private func read(
        _ records: [String], refuses: Bool = false,
        _ passed: PassedRecords = PassedRecords(isSampled: true)
    ) -> (samples: [Int], others: [Int], passed: PassedRecords) {
        var framer = RecordFramer(prefilter: prefilter)
        framer.passed = passed
        framer.append(Array(records.joined(separator: "\n").utf8)[...])
        framer.finish()
        var (samples, others): ([Int], [Int]) = ([], [])
        var wasRefused = false
        while framer.next({ kind, bytes, _, _ in
            wasRefused.toggle()
            if refuses, wasRefused { return false }
            if kind == .sample {
                samples.append(Self.number(bytes))
            } else {
                others.append(Self.number(bytes))
            }
            return true
        }) != .needsMore {}
        return (samples, others, framer.passed)
    }

    @Test(
        "the first five are handed out for a look, then one in a thousand; all are counted",
        arguments: [false, true])
    func sample(refuses: Bool) {
        let lines = (0..<2_500).map { Self.line($0) }
        let found = read(lines, refuses: refuses)
        #expect(found.samples == [0, 1, 2, 3, 4, 1_004, 2_004])
        #expect(found.others.isEmpty)
        #expect(found.passed.count == 2_500)
        #expect(found.passed.bytes == UInt64(lines.reduce(0) { $0 + $1.utf8.count }))
    }

    @Test("what has a word is a record like any other, and none is a sample where none is wanted")
    func words() {
        let lines = (0..<20).map { Self.line($0, $0.isMultiple(of: 3) ? "whoami" : "") }
        let found = read(lines)
        #expect(found.others == [0, 3, 6, 9, 12, 15, 18])
        #expect(found.samples == [1, 2, 4, 5, 7] && found.passed.count == 13)
        let unsampled = read(lines, PassedRecords())
        #expect(unsampled.others == found.others && unsampled.samples.isEmpty)
        #expect(unsampled.passed.count == 13 && unsampled.passed.bytes == found.passed.bytes)
    }

    @Test("events over several lines are a sample as a whole")
    func events() {
        let events = (0..<9).map {
            "<Event><System><TimeCreated SystemTime='2024-01-01T00:00:00Z'/>\n</System>\n<n>\($0)"
                + "</n>\n</Event>"
        }
        let found = read(events)
        #expect(found.samples == [0, 1, 2, 3, 4] && found.passed.count == 9)
        #expect(found.passed.bytes == UInt64(events.reduce(0) { $0 + $1.utf8.count }))
    }

    @Test("a source counts what it passes over, and a file that grows slowly is looked at as well")
    func source() throws {
        let files = MemoryFileSystem()
        let source = FileSource(
            [
                FileSource.Settings(name: "a", patterns: ["/a/*"], startsAtEnd: false),
                FileSource.Settings(name: "b", patterns: ["/b/*"], startsAtEnd: false),
            ],
            FileSource.Environment(
                fileSystem: files, recordBytesMax: 1 << 20, openFilesMax: 1, prefilter: plan),
            known: FileSource.Known(), numbers: StreamNumbers(after: 0))
        let bench = SourceBench(source)
        func turn(seconds: UInt64) {
            bench.turn(now: seconds * 1_000_000_000)
            bench.take()
        }
        func passed() -> [Int: PassedTraffic] {
            var snapshot = IngestSnapshot()
            source.describe(into: &snapshot)
            return snapshot.passed
        }
        for name in ["/a/1.json", "/a/2.json", "/b/1.json"] {
            files.write(name, (0..<10).map { Self.line($0) + "\n" }.joined())
        }
        turn(seconds: 100)
        #expect(bench.samples.count == 15 && bench.records.isEmpty)
        #expect(passed().mapValues(\.records) == [0: 20, 1: 10])
        let last = try #require(passed()[1]?.lastRecord)
        #expect(passed()[1]?.bytes == UInt64(10 * Self.line(0).utf8.count))
        // Descriptors go round, which neither loses the count nor begins the sample anew.
        for seconds in 101..<105 as Range<UInt64> {
            files.write("/b/1.json", Self.line(10) + "\n")
            files.write("/a/1.json", Self.line(10) + "\n")
            turn(seconds: seconds)
        }
        #expect(passed().mapValues(\.records) == [0: 24, 1: 14])
        #expect(bench.samples.count == 15)
        #expect(try #require(passed()[1]?.lastRecord) > last)
        files.write("/b/1.json", Self.line(11) + "\n")
        turn(seconds: 111)
        #expect(bench.samples.count == 16, "ten seconds later one is asked for")
        #expect(bench.streams.values.allSatisfy { $0.isMoved })
    }
}
