import CIM
import TestSupport
import Testing

@testable import DaemonRuntime

/// Which creation bears a name at a time, and which creations are by a process.
struct ProcessIndexTests {
    /// Creations with few ids and few times, some with GUIDs, in no order of time.
    private static func index(_ count: Int, _ random: inout SplitMix64) -> ProcessIndex {
        var index = ProcessIndex(textBytesMax: 1 << 20)
        for number in 0..<count {
            func name() -> (guid: String, id: String) {
                let hasGUID = Int.random(in: 0..<4, using: &random) == 0
                return (
                    hasGUID ? "{\(Int.random(in: 0..<count, using: &random))}" : "-",
                    "\(Int.random(in: 0..<4, using: &random))"
                )
            }
            let (own, parent) = (name(), name())
            index.add(
                .process(
                    at: Timestamp(seconds: Int64.random(in: 0..<20, using: &random)),
                    [
                        .dest: ["ws1", "WS1", "bücher", "BÜCHER"].randomElement(using: &random)!,
                        .process_guid: own.guid, .process_id: own.id,
                        .parent_process_guid: parent.guid, .parent_process_id: parent.id,
                    ]), file: 0, offset: UInt64(number))
        }
        index.finish()
        return index
    }

    /// The bearer of names at a time as it is defined: of a GUID the last in the logs, of an id the
    /// newest.
    private func bearer(
        _ names: ProcessIndex.Names, at time: Timestamp, _ all: [ProcessIndex.Creation]
    ) -> Int? {
        if names.guid != 0, let index = all.lastIndex(where: { $0.names.guid == names.guid }) {
            return index
        }
        guard names.id != 0 else { return nil }
        return all.indices.filter { all[$0].names.id == names.id && all[$0].time <= time }
            .max { (all[$0].time, $0) < (all[$1].time, $1) }
    }

    private func children(of index: Int, _ all: [ProcessIndex.Creation]) -> [Int] {
        let parent = all[index]
        if parent.names.guid != 0 {
            let named = all.indices.filter { all[$0].parents.guid == parent.names.guid }
            if !named.isEmpty { return named }
        }
        guard parent.names.id != 0 else { return [] }
        return all.indices.filter { child in
            all[child].parents.guid == 0 && all[child].parents.id == parent.names.id
                && all[child].time >= parent.time
                && bearer(parent.names, at: all[child].time, all) == index
        }
    }

    @Test("bearers and children are those that a look at every creation finds", arguments: 0..<30)
    func asDefined(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let index = Self.index(60, &random)
        let all = index.creations
        for creation in all.indices {
            let expected = children(of: creation, all)
            let found = index.children(of: creation, most: 3)
            #expect(found.first == Array(expected.prefix(3)) && found.count == expected.count)
            for time in [all[creation].time, Timestamp(seconds: 7)] {
                for names in [all[creation].names, all[creation].parents] {
                    #expect(index.creation(names, at: time) == bearer(names, at: time, all))
                }
            }
        }
    }

    @Test("a process of one id that calls itself over and over costs no more than others do")
    func linear() {
        let growth = ThreadClock.growth(of: 1_000) { count in
            var index = ProcessIndex(textBytesMax: 1 << 20)
            for number in 0..<count {
                index.add(
                    .process(
                        at: Timestamp(seconds: Int64(number)),
                        [.dest: "ws1", .process_id: "4", .parent_process_id: "4"]),
                    file: 0, offset: UInt64(number))
            }
            index.finish()
            for number in 0..<count {
                let children = index.children(of: number, most: 10)
                // The process that has the id next names it as its parent.
                #expect(children.count == 1)
                _ = index.creation(
                    index.creations[number].parents, at: index.creations[number].time)
            }
        }
        #expect(growth < 9, "\(growth) times as much for four times the creations")
    }

    @Test("a parent with many children is asked for the first of them at one cost")
    func manyChildren() {
        let growth = ThreadClock.growth(of: 1_000) { count in
            let places = TimedPlaces((0..<count).map { count - $0 }) { _ in
                Timestamp(seconds: 1)
            }
            for start in 0..<count {
                #expect(places.first(2, in: start..<count).first == 1)
            }
        }
        #expect(growth < 9, "\(growth) times as much for four times the children")
    }

    @Test("texts are kept as far as there is room, cut as a tree shows them")
    func texts() {
        let long = String(repeating: "é", count: 1_200)
        var index = ProcessIndex(textBytesMax: 4_000)
        for command in [long, "b", long] {
            index.add(
                .process(
                    at: Timestamp(seconds: 1),
                    [
                        .process_name: "a.exe", .process: command, .process_id: "7",
                        .parent_process_name: "-", .parent_process: "p",
                    ]), file: 0, offset: 0)
        }
        #expect(index.texts.count == 2)
        let first = index.texts.details(of: 0)
        #expect(first.own.command == String(repeating: "é", count: 1_000))
        #expect(first.own.name == "a.exe" && first.own.processID == "7")
        #expect(first.parent == ProcessDetails(name: "", command: "p", processID: ""))
        #expect(index.texts.details(of: 1).own.command == "b")
    }

    @Test("creations beyond the limit are in no tree, and that is known")
    func creations() {
        var index = ProcessIndex(textBytesMax: 1 << 20, creationsMax: 3)
        for number in 0..<4 {
            #expect(index.isComplete)
            index.add(
                .process(at: Timestamp(seconds: 1), [.dest: "ws1", .process_id: "\(number)"]),
                file: 0, offset: UInt64(number))
        }
        index.finish()
        #expect(index.creations.map(\.offset) == [0, 1, 2] && !index.isComplete)
    }
}
