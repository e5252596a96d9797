import CIM

/// The process creations of a replay by what names them, small enough to keep for all of them:
/// where each record stands and hashes of its own and its parent's names.
///
/// A process is named by its GUID where the log has one; by its id on its host otherwise, and then
/// the newest creation before the child's counts, for ids are used again.
struct ProcessIndex {
    /// About 64 bytes each. What comes after that is not in any tree, and the report says so.
    static let creationsMax = 2_000_000

    struct Creation {
        var file: Int32
        var offset: UInt64
        var time: Timestamp
        var names: Names
        var parents: Names
    }

    /// Hashes of a GUID and of an id, each with the host; 0 where there is none.
    struct Names: Equatable {
        var guid: UInt64
        var id: UInt64

        static let none = Names(guid: 0, id: 0)
    }

    private(set) var creations: [Creation] = []
    private(set) var isComplete = true
    private var byGUID: [UInt64: Int] = [:]
    private var byID: [UInt64: [Int]] = [:]
    private var children: [UInt64: [Int]] = [:]

    mutating func add(_ event: Event, file: Int, offset: UInt64) {
        guard event.dataSet == Processes.dataSet else { return }
        guard creations.count < Self.creationsMax else {
            isComplete = false
            return
        }
        creations.append(
            Creation(
                file: Int32(file), offset: offset, time: event.time,
                names: Self.names(of: event, "process_guid", "process_id"),
                parents: Self.names(of: event, "parent_process_guid", "parent_process_id")))
    }

    /// Sorts what was added; look-ups come after.
    mutating func finish() {
        for (index, creation) in creations.enumerated() {
            if creation.names.guid != 0 { byGUID[creation.names.guid] = index }
            if creation.names.id != 0 { byID[creation.names.id, default: []].append(index) }
            let parent = creation.parents.guid != 0 ? creation.parents.guid : creation.parents.id
            if parent != 0 { children[parent, default: []].append(index) }
        }
        for key in byID.keys { byID[key]?.sort { creations[$0].time < creations[$1].time } }
    }

    /// The creation of the process that bears these names at a time; nil where the logs lack it.
    func creation(_ names: Names, at time: Timestamp) -> Int? {
        if names.guid != 0, let index = byGUID[names.guid] { return index }
        return byID[names.id]?.last { creations[$0].time <= time }
    }

    /// The creations by a process, in the order of the logs: all that name it by its GUID; by its id
    /// those before the id was used again.
    func children(of index: Int) -> [Int] {
        let parent = creations[index]
        if parent.names.guid != 0, let found = children[parent.names.guid] { return found }
        return (children[parent.names.id] ?? []).filter { child in
            creations[child].time >= parent.time
                && creation(parent.names, at: creations[child].time) == index
        }
    }

    static func names(of event: Event, _ guid: String, _ id: String) -> Names {
        let host = text("dest", of: event) ?? ""
        func hash(_ field: String, _ kind: UInt8) -> UInt64 {
            guard let value = text(field, of: event) else { return 0 }
            return digest(Array(host.lowercased().utf8) + [0, kind] + Array(value.utf8))
        }
        return Names(guid: hash(guid, 1), id: hash(id, 2))
    }

    /// The value of a field; nil where it says nothing.
    static func text(_ field: String, of event: Event) -> String? {
        guard let id = event.dataSet.field(field), let text = event.string(id), !text.isEmpty,
            text != "unknown", text != "-", text != "{00000000-0000-0000-0000-000000000000}"
        else { return nil }
        return text
    }

    /// FNV-1a, never 0.
    private static func digest(_ bytes: [UInt8]) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash == 0 ? 1 : hash
    }
}
