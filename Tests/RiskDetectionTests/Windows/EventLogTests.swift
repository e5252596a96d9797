import CIM
import SPL
import TestSupport
import Testing

@testable import RiskDetection

/// The log of events by itself: what its blocks hold, and what becomes of them in another version.
struct EventLogTests {
    private static let window = Window(
        tick: Timestamp(seconds: 100), start: Timestamp(seconds: 0), end: Timestamp(seconds: 100))

    private static func dataSet(_ fields: [String]) -> DataSet {
        DataSet(model: "Test", name: "Wide", fields: fields)
    }

    private static func log(_ dataSet: DataSet, _ fields: [Int]) -> EventLog {
        EventLog(
            "events", dataSet, fields: fields.map(FieldID.init(index:)), bytesMax: 1 << 26)
    }

    private static func event(
        _ dataSet: DataSet, second: Int64, _ values: [(Int, String)]
    ) -> Event {
        var event = Event(dataSet: dataSet, time: Timestamp(seconds: second))
        for (field, value) in values { event.set(FieldID(index: field), value) }
        return event
    }

    private static func add(_ event: borrowing Event, to log: inout EventLog) {
        let isKept = log.append(event)
        #expect(isKept)
    }

    /// The values of some fields, by name, of each event in the window.
    private static func read(_ log: EventLog, _ names: [String]) -> [[String?]] {
        let fields = names.compactMap(log.dataSet.field)
        var rows: [[String?]] = []
        log.forEach(in: window, where: { _ in true }, [], fields) { event in
            rows.append(fields.map { event.string($0) })
        }
        return rows
    }

    private static func restored(_ log: EventLog, as dataSet: DataSet, _ fields: [Int]) throws
        -> EventLog
    {
        var (old, new) = (log, Self.log(dataSet, fields))
        let changes = old.takeChanges()
        try new.restore(
            SavedDetection(advancedTo: nil, amended: [], panes: changes.panes, windows: []),
            written: changes.fingerprint)
        #expect(new.brokenInvariant == nil)
        return new
    }

    @Test(
        "a log keeps as many fields as have a number, and of more it keeps nothing",
        arguments: [1, 256, 257, 300, EventLog.fieldsMax, EventLog.fieldsMax + 1])
    func fieldCount(count: Int) throws {
        let dataSet = Self.dataSet((0..<count).map { "f\($0)" })
        var log = Self.log(dataSet, Array(0..<count))
        let isKept = log.append(
            Self.event(dataSet, second: 5, [(0, "first"), (count - 1, "last")]))
        #expect(isKept == (count <= EventLog.fieldsMax))
        #expect(log.brokenInvariant == nil)
        #expect(Self.read(log, ["f\(count - 1)"]) == (isKept ? [["last"]] : []))
        guard count <= 300 else { return }
        let again = try Self.restored(log, as: dataSet, Array(0..<count))
        #expect(Self.read(again, ["f\(count - 1)"]) == [["last"]])
    }

    @Test("a log keeps the values of a field that has several, also over a restart")
    func lists() throws {
        let dataSet = DataSet(rawWindows: ["a", "b", "c"])
        let fields = (0..<3).map(FieldID.init(index:))
        var log = Self.log(dataSet, [0, 1, 2])
        let events = [["x", "", "x"], ["y"], [], ["z", "zz"]]
        for values in events {
            var event = Self.event(dataSet, second: 5, [(2, "last")])
            for value in values {
                event.add(fields[0], value.utf8)
                event.add(fields[1], "b\(value)".utf8)
            }
            Self.add(event, to: &log)
        }
        for log in [log, try Self.restored(log, as: dataSet, [0, 1, 2])] {
            // Those that a condition asks for are read twice.
            for asked in [[], [fields[0]]] {
                var read: [[String]] = []
                log.forEach(in: Self.window, where: { _ in true }, asked, fields) { event in
                    read.append(event.strings(fields[0]))
                    #expect(event.strings(fields[1]) == event.strings(fields[0]).map { "b\($0)" })
                    #expect(event.strings(fields[2]) == ["last"])
                    #expect(event.hasLists == (event.valueCount(of: fields[0]) > 1))
                }
                #expect(read == events)
            }
        }
    }

    @Test("an event whose values are longer than four bytes of length allow for is not kept")
    func eventBytes() {
        let value = [UInt8](repeating: 0x61, count: 1 << 26)
        let dataSet = Self.dataSet((0..<17).map { "f\($0)" })
        var log = EventLog(
            "events", dataSet, fields: (0..<17).map(FieldID.init(index:)), bytesMax: .max)
        var event = Event(dataSet: dataSet, time: Timestamp(seconds: 5))
        event.set(FieldID(index: 0), value)
        for field in 1..<17 {
            event.set(FieldID(index: field), sameAs: FieldID(index: 0))
        }
        #expect(EventLog.size(of: event, log.fields) == nil)
        let isKept = log.append(event)
        #expect(!isKept)
        event.setNull(FieldID(index: 3))
        event.setNull(FieldID(index: 4))
        #expect(EventLog.size(of: event, log.fields) == 12 + 15 * (6 + value.count))
        #expect(log.bytes == 0)
    }

    @Test("blocks are read by the names of fields, whatever the data set has become")
    func names() throws {
        let old = Self.dataSet(["x", "y", "z"])
        var log = Self.log(old, [0, 1, 2])
        Self.add(Self.event(old, second: 5, [(0, "a"), (1, "b"), (2, "c")]), to: &log)
        Self.add(Self.event(old, second: 6, [(2, "d")]), to: &log)
        let new = Self.dataSet(["added", "z", "x"])
        let read = try Self.restored(log, as: new, [0, 1, 2])
        #expect(Self.read(read, ["x", "z"]) == [["a", "c"], [nil, "d"]])
        // Nobody knows what those events had in it.
        #expect(Self.read(read, ["added", "z"]).isEmpty)
        // A log of another data set is none of it.
        let other = DataSet(model: "Test", name: "Other", fields: ["x"])
        #expect(throws: CheckpointError("the events are of another version")) {
            _ = try Self.restored(log, as: other, [0])
        }
    }

    @Test("a restored block goes on where the fields are the same, and a new one begins where not")
    func goesOn() throws {
        let dataSet = Self.dataSet(["x", "y"])
        var log = Self.log(dataSet, [0, 1])
        Self.add(Self.event(dataSet, second: 5, [(0, "a")]), to: &log)
        for (fields, blocks) in [([0, 1], 1), ([1], 2)] {
            var again = try Self.restored(log, as: dataSet, fields)
            Self.add(Self.event(dataSet, second: 7, [(0, "b"), (1, "c")]), to: &again)
            #expect(again.blocks.count == blocks)
            #expect(again.brokenInvariant == nil)
            #expect(Self.read(again, ["y"]).count == 2)
        }
    }

    @Test("a block that is damaged anywhere is refused or read, and never traps")
    func damaged() throws {
        let dataSet = Self.dataSet(["x", "y"])
        var log = Self.log(dataSet, [0, 1])
        for second in 1...3 {
            Self.add(
                Self.event(dataSet, second: Int64(second), [(0, "a"), (1, "long")]), to: &log)
        }
        let whole = log.blocks[0].bytes
        var (taken, refused) = (0, 0)
        func read(_ bytes: [UInt8]) {
            var log = Self.log(dataSet, [0, 1])
            let part = SavedPart(key: Timestamp(nanoseconds: 0), bytes: bytes)
            do throws(CheckpointError) {
                try log.restore(
                    SavedDetection(advancedTo: nil, amended: [], panes: [part], windows: []),
                    written: log.fingerprint)
                #expect(log.brokenInvariant == nil)
                _ = Self.read(log, ["x"])
                taken += 1
            } catch {
                #expect(error == .damagedBlock)
                refused += 1
            }
        }
        for end in whole.indices { read(Array(whole[..<end])) }
        // Whole events, and a head without any.
        #expect(taken == 3)
        for place in whole.indices {
            for value: UInt8 in [0, 1, 3, 4, 5, 0x7F, 0xFF] {
                var bytes = whole
                bytes[place] = value
                read(bytes)
            }
        }
        #expect(taken > 50 && refused > 300)
    }
}
