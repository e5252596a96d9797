import TestSupport
import Testing

@testable import CIM

/// Keys that are known by the record before mean what the table says.
struct JSONKeyMemoTests {
    private static let names = NormalizerTables.all.names

    /// The decoded value of each slot.
    private func values(_ text: [UInt8], _ reader: inout JSONReader) -> [[UInt8]?] {
        var record = RawRecord(slotCount: Self.names.slotCount)
        record.reset(text.span)
        guard reader.read(text.span, 0..<text.count, into: &record) == nil else { return [] }
        record.decodeAll(from: text.span)
        return (0..<Self.names.slotCount).map { slot in
            record.range(RawField(index: slot)).map { Array(record.arena[$0]) }
        }
    }

    @Test(
        "a reader that remembers keys reads the same as one that looks all of them up",
        arguments: [false, true])
    func same(isWide: Bool) {
        var random = SplitMix64(seed: 17)
        let lines = MadeUpLog.all.flatMap(\.lines).filter { $0.hasPrefix("{") }
        var memo = JSONReader(names: Self.names, isWide: isWide)
        var table = JSONReader(names: Self.names, isWide: isWide, remembers: false)
        // Those of one kind behind one another, and then in any order.
        for text in (lines + lines.shuffled(using: &random)).map({ Array($0.utf8) }) {
            let read = values(text, &memo)
            #expect(read == values(text, &table) && !read.isEmpty)
        }
    }
}
