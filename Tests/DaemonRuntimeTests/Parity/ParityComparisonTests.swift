import Testing

@testable import DaemonRuntime

struct ParityComparisonTests {
    typealias Row = ParityComparison.ComparedRow

    @Test("rows are compared with how often they stand there, in any order")
    func counts() {
        let a = Row(tick: 1, cells: [["x"], []])
        let b = Row(tick: 1, cells: [["y"], ["1", "2"]])
        #expect(ParityComparison.difference("d", own: [a, b], other: [b, a]) == nil)
        #expect(ParityComparison.difference("d", own: [a, a, b], other: [b, a])?.count == 1)
        #expect(ParityComparison.difference("d", own: [], other: [b])?.count == 1)
        let swapped = Row(tick: 1, cells: [["y"], ["2", "1"]])
        #expect(ParityComparison.difference("d", own: [b], other: [swapped])?.count == 2)
    }

    @Test("numbers that differ in their last digits are one, times and texts are not")
    func numbers() {
        func isSame(_ a: String, _ b: String) -> Bool {
            ParityComparison.difference(
                "d", own: [Row(tick: 0, cells: [[a]])], other: [Row(tick: 0, cells: [[b]])])
                == nil
        }
        #expect(isSame("1669.972426470588", "1669.9724264705881"))
        #expect(isSame("7", "7.0"))
        #expect(!isSame("1669.9724", "1669.9725"))
        #expect(!isSame("1704923399.9999999", "1704923399.9999998"))
        #expect(!isSame("1.2.3", "1.2.30"))
    }

    @Test("five rows of a difference are shown, and all are counted")
    func lines() throws {
        let rows = (0..<7).map { Row(tick: Int64($0) * 1_000_000_000, cells: [["x"]]) }
        let difference = try #require(ParityComparison.difference("d", own: rows, other: []))
        #expect(difference.count == 7 && difference.lines.count == 5)
        #expect(difference.lines[4].contains("run 4 "))
    }
}
