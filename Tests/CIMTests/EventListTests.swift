import CIM
import Testing

/// Fields of an event that have several values.
struct EventListTests {
    private static let dataSet = DataSet(rawWindows: ["a", "b", "c"])

    private static func field(_ name: String) -> FieldID {
        dataSet.field(name) ?? FieldID(index: 0)
    }

    private static func event(_ values: [(String, String)]) -> Event {
        var event = Event(dataSet: dataSet)
        for (name, value) in values { event.add(field(name), value.utf8) }
        return event
    }

    @Test(
        "a field has the values that it was given, in their order",
        arguments: [
            [], ["x"], ["x", "y"], ["x", "", "x", "z"], (0..<10_000).map { "\($0)" },
        ])
    func values(values: [String]) {
        // Another field's values come between.
        let event = Self.event(values.flatMap { [("a", $0), ("b", $0 + "b")] })
        #expect(event.strings(Self.field("a")) == values)
        #expect(event.strings(Self.field("b")) == values.map { $0 + "b" })
        #expect(event.strings(Self.field("c")).isEmpty)
        #expect(event.valueCount(of: Self.field("a")) == values.count)
        #expect(event.string(Self.field("a")) == values.first)
        #expect(event.isList(Self.field("a")) == (values.count > 1))
        #expect(event.hasLists == (values.count > 1))
        var seen: [String] = []
        event.values.forEachValue(of: Self.field("a")) {
            seen.append(String(decoding: event.bytes[$0], as: UTF8.self))
        }
        #expect(seen == values)
    }

    /// What takes the place of a list.
    enum Change: CaseIterable {
        case text, null, range, values, sameAsOne, sameAsList, reset

        var values: [String] {
            switch self {
            case .text: ["z"]
            case .null, .reset: []
            case .range, .values: ["x"]
            case .sameAsOne: ["3"]
            case .sameAsList: ["1", "2"]
            }
        }

        func apply(to event: inout Event, _ field: FieldID) {
            switch self {
            case .text: event.set(field, "z")
            case .null: event.setNull(field)
            case .range: event.set(field, range: 0..<1)
            case .values: event.set(field, values: [0..<1])
            case .sameAsOne: event.set(field, sameAs: EventListTests.field("c"))
            case .sameAsList: event.set(field, sameAs: EventListTests.field("b"))
            case .reset: event.reset(dataSet: dataSet, time: Timestamp(nanoseconds: 0))
            }
        }
    }

    @Test("a list goes with whatever takes its place", arguments: Change.allCases)
    func replaced(change: Change) {
        var event = Self.event([("a", "x"), ("a", "y"), ("b", "1"), ("b", "2"), ("c", "3")])
        let field = Self.field("a")
        change.apply(to: &event, field)
        #expect(event.strings(field) == change.values)
        #expect(event.isList(field) == (change.values.count > 1))
        event.add(field, "more".utf8)
        #expect(event.strings(field) == change.values + ["more"])
    }

    @Test func `a copy of an event keeps its lists`() {
        let event = Self.event([("a", "x"), ("a", "y")])
        var copy = event
        copy.setNull(Self.field("a"))
        #expect(event.strings(Self.field("a")) == ["x", "y"])
        #expect(!copy.hasLists)
    }
}

/// Data sets whose fields are those that searches ask for.
struct RawDataSetTests {
    @Test(
        "a raw data set has the fields that are asked for, once and by name",
        arguments: [[], ["b", "a", "b", "B"], (0..<700).map { "f\($0)" }])
    func fields(names: [String]) {
        let dataSet = DataSet(rawWindows: names)
        #expect(dataSet.isRaw)
        #expect(dataSet.qualifiedName == "Raw.Windows")
        #expect(dataSet.fields == Set(names).sorted())
        for (index, name) in dataSet.fields.enumerated() {
            #expect(dataSet.field(name) == FieldID(index: index))
        }
        #expect(dataSet.field("F0") == nil)
    }

    @Test func `raw data sets are the same where their fields are, others where their names are`() {
        #expect(DataSet(rawWindows: ["a", "b"]) == DataSet(rawWindows: ["b", "a"]))
        #expect(DataSet(rawWindows: ["a", "b"]) != DataSet(rawWindows: ["a"]))
        #expect(DataSet(rawWindows: ["a"]) != DataSet(rawWindows: ["A"]))
        let one = DataSet(model: "M", name: "N", fields: ["a"])
        #expect(one == DataSet(model: "M", name: "N", fields: ["b"]))
        #expect(!one.isRaw)
    }
}
