import CIM
import Testing

@testable import DaemonRuntime

/// What a state says of files is taken as far as it can be true.
struct DamagedPositionTests {
    private static func position(marks: [ContentMark] = []) -> FilePosition {
        FilePosition(
            number: 1,
            identity: FileIdentity(device: 1, inode: 2, fingerprintLength: 0, fingerprint: 0),
            path: Array("/a".utf8), offset: 0, marks: marks)
    }

    @Test("marks that do not ascend, or are longer than what they are of, are left out")
    func marks() {
        let written = [
            (10, 10), (5, 5), (10, 3), (UInt64.max, 1), (20, 21), (30, 0), (40, 1_024),
            (3_000, 1_025),
            (4_000, 1_024),
        ].map { ContentMark(end: $0.0, length: $0.1, hash: 7) }
        let read = FilePositionCoding.marks(FilePositionCoding.encode(written).span)
        #expect(read.map(\.end) == [10, 4_000])
        // What was taken can be added to, whatever it was.
        var position = Self.position(marks: read)
        for end in stride(from: UInt64(5_000), to: 20_000, by: 500) {
            position.add(ContentMark(end: end, length: 1, hash: 0))
            position.addHead(ContentMark(end: 50, length: 50, hash: 0))
        }
        #expect(position.marks.count == FilePosition.marksMax)
    }

    @Test("of marks at most twelve are kept, the newest two among them")
    func marksMax() {
        var position = Self.position()
        for number in 1...100 as ClosedRange<UInt64> {
            position.add(ContentMark(end: number * 1_000, length: 1, hash: number))
            #expect(position.marks.count == min(Int(number), FilePosition.marksMax))
        }
        #expect(position.marks.suffix(2).map(\.end) == [99_000, 100_000])
    }

    @Test("generations that are not read now are forgotten beyond ten thousand, the oldest first")
    func generations() {
        var generations = Generations()
        for number in 1...UInt32(Generations.countMax) {
            var position = Self.position()
            position.number = number
            position.identity.inode = UInt64(number)
            generations.insert(position)
        }
        #expect(generations.takeExcess().isEmpty)
        var position = Self.position()
        position.number = UInt32(Generations.countMax) + 1
        generations.insert(position)
        #expect(generations.takeExcess() == [1])
        #expect(generations.positions.count == Generations.countMax)
    }

    @Test("of places that could not be read the first five are kept, and all are counted")
    func skipPlaces() {
        var log = SkipLog()
        for offset in 0..<1_000 as Range<UInt64> {
            log.count(.malformedXML, path: "/a", offset: offset)
        }
        #expect(log.counts[.malformedXML] == 1_000 && log.isNotable(.malformedXML))
        #expect(log.places[.malformedXML]?.map(\.offset) == [0, 1, 2, 3, 4])
    }

    @Test("of foreign files a thousand are named, and all are counted")
    func foreignFiles() {
        var log = SkipLog()
        let format = ForeignFormat.allCases[0]
        for number in 0...SkipLog.filesMax {
            log.count(format, path: "/\(number)", offset: 0)
        }
        #expect(log.foreign.count == SkipLog.filesMax)
        #expect(log.foreign.last?.path == "/\(SkipLog.filesMax - 1)")
        #expect(log.counts[.foreignFile] == SkipLog.filesMax + 1)
        var merged = SkipLog()
        merged.count(format, path: "/first", offset: 0)
        merged.merge(log, order: ["/first": -1])
        #expect(merged.foreign.count == SkipLog.filesMax)
        #expect(merged.foreign.first?.path == "/first")
    }
}
