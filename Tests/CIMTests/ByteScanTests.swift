import TestSupport
import Testing

@testable import CIM

/// Looking at many bytes at once finds what looking at each does, wherever it stands.
struct ByteScanTests {
    private static let marks = Array("<&\"\\nu/EeventD\r\n ab\u{E9}".utf8)

    /// Texts in which what is looked for is rare, and such in which it is all there is.
    private static func texts(_ seed: UInt64) -> [[UInt8]] {
        var random = SplitMix64(seed: seed)
        return (0..<400).map { number in
            let share = [2, 10, 40][number % 3]
            return (0..<Int.random(in: 0..<70, using: &random)).map { _ in
                Int.random(in: 0..<share, using: &random) == 0
                    ? marks.randomElement(using: &random)! : UInt8(ascii: "x")
            }
        }
    }

    private static func ranges(_ text: [UInt8], _ seed: UInt64) -> [Range<Int>] {
        var random = SplitMix64(seed: seed)
        return [0..<text.count]
            + (0..<6).map { _ in
                let end = Int.random(in: 0...text.count, using: &random)
                return Int.random(in: 0...end, using: &random)..<end
            }
    }

    @Test("finds the first of three bytes, and whether a range has none", arguments: [1, 2, 3])
    func first(seed: UInt64) {
        let (a, b, c) = (UInt8(ascii: "<"), UInt8(ascii: "&"), UInt8(0x0D))
        for text in Self.texts(seed) {
            for range in Self.ranges(text, seed) {
                let found = ByteScan.first(
                    a, b, c, in: text.span, range.lowerBound, range.upperBound)
                let expected = range.first { [a, b, c].contains(text[$0]) } ?? range.upperBound
                #expect(found == expected, "\(text) \(range)")
                let isPlain = ByteScan.isPlain(text.span, range, without: a, b, c)
                #expect(
                    isPlain == text[range].allSatisfy { ![a, b, c].contains($0) && $0 < 0x80 },
                    "\(text) \(range)")
            }
        }
    }

    @Test("decodes the short escapes of JSON up to the first other thing", arguments: [4, 5, 6])
    func unescape(seed: UInt64) {
        for text in Self.texts(seed) {
            for range in Self.ranges(text, seed) {
                var at = range.lowerBound
                var out: [UInt8] = []
                out.append(addingCapacity: range.count + 16) { out in
                    ByteScan.unescape(text.span, &at, range.upperBound, to: &out)
                }
                let (expectedAt, expected) = Self.unescaped(text, range)
                #expect(at == expectedAt && out == expected, "\(text) \(range)")
            }
        }
    }

    /// Byte by byte.
    private static func unescaped(_ text: [UInt8], _ range: Range<Int>) -> (Int, [UInt8]) {
        let letters = Dictionary(
            uniqueKeysWithValues: zip("nrtbf".utf8, [0x0A, 0x0D, 0x09, 0x08, 0x0C] as [UInt8]))
        var at = range.lowerBound
        var out: [UInt8] = []
        while at < range.upperBound, text[at] < 0x80 {
            guard text[at] == UInt8(ascii: "\\") else {
                out.append(text[at])
                at += 1
                continue
            }
            guard at + 1 < range.upperBound, text[at + 1] != UInt8(ascii: "u"), text[at + 1] < 0x80
            else { break }
            out.append(letters[text[at + 1]] ?? text[at + 1])
            at += 2
        }
        return (at, out)
    }

    @Test("a table of names knows those that are alike at both ends, in each scope")
    func names() {
        let names = [
            "a", "ab", "EventID", "Event_ID", "ProcessGuid", "ParentProcessGuid", "ParentProcessId",
            "a long name 1 of some bytes", "a long name 2 of some bytes", "12345678",
            "1234567812345678",
        ]
        var table = NameTable()
        for (index, name) in names.enumerated() {
            for scope in 0..<20 { table.set(name, in: scope, to: scope * 100 + index) }
        }
        for (index, name) in names.enumerated() {
            for text in [name, name + "' and what follows", name + "x"] {
                let bytes = Array(text.utf8)
                let range = 0..<name.utf8.count
                #expect(table.value(bytes.span, range, in: 7) == 700 + index)
                #expect(table.value(bytes.span, range, in: 20) == nil)
                for end in 1..<range.count {
                    let known = names.firstIndex { Array($0.utf8) == Array(bytes[..<end]) }
                    #expect(table.value(bytes.span, 0..<end, in: 7) == known.map { 700 + $0 })
                }
            }
        }
    }

    @Test("a table of names takes as many as its limit, and names as long as theirs")
    func fullTable() {
        var table = NameTable()
        let long = String(repeating: "n", count: NameTable.nameBytesMax)
        table.set(long, to: -1)
        for index in 1..<NameTable.entriesMax { table.set("name\(index)", to: index) }
        for index in [1, 2, 9_999, NameTable.entriesMax - 1] {
            let bytes = Array("name\(index)".utf8)
            #expect(table.value(bytes.span, bytes.indices) == index)
        }
        // A known name is no further one.
        table.set("name7", to: 70)
        let bytes = Array((long + "n").utf8)
        #expect(table.value(bytes.span, 0..<NameTable.nameBytesMax) == -1)
        #expect(table.value(bytes.span, bytes.indices) == nil)
    }

    @Test("more names, longer ones and more raw fields than the limits allow stop the start")
    func beyond() async {
        await #expect(processExitsWith: .failure) {
            var table = NameTable()
            for index in 0...NameTable.entriesMax { table.set("name\(index)", to: index) }
        }
        await #expect(processExitsWith: .failure) {
            var table = NameTable()
            table.set(String(repeating: "n", count: NameTable.nameBytesMax + 1), to: 0)
        }
        await #expect(processExitsWith: .failure) {
            _ = RawRecord(slotCount: RawRecord.slotsMax + 1)
        }
    }

    @Test("a record has a place for as many raw fields as the limit says")
    func slots() {
        var record = RawRecord(slotCount: RawRecord.slotsMax)
        let last = RawField(index: RawRecord.slotsMax - 1)
        #expect(record.isAbsent(last.index))
        record.put(last, Array("value".utf8))
        #expect(!record.isAbsent(last.index) && record.range(last)?.count == 5)
    }

    @Test("values of an event reach to its last byte, and no record comes near that")
    func eventBytes() {
        var event = Event(dataSet: Processes.dataSet)
        event.set(Processes.Field.user.id, Event.bytesMax - 1, Event.bytesMax)
        #expect(
            event.range(of: Processes.Field.user.id) == Event.bytesMax - 1..<Event.bytesMax)
        #expect(Normalizer.recordBytesMax <= Event.bytesMax / 8)
    }
}
