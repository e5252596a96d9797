import CIM
import RiskDetection

/// The process creations of a replay by what names them, small enough to keep for all of them:
/// where each record stands and hashes of its own and its parent's names.
///
/// A process is named by its GUID where the log has one; by its id on its host otherwise, and then
/// the newest creation before the child's counts, for ids are used again. No question costs more
/// than in proportion to the logarithm of the creations: a log may give all of them one id.
struct ProcessIndex {
    /// About 76 bytes each. What comes after that is not in any tree, and the report says so.
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

    /// The first creations by a process, and how many there are.
    struct Children {
        var first: [Int]
        var count: Int
    }

    private(set) var creations: [Creation] = []
    private(set) var texts: ProcessTexts
    private(set) var isComplete = true
    private var hasRoomForTexts = true
    private var byGUID: [UInt64: Int] = [:]
    /// Ascending by time, and in the order of the logs at one time.
    private var byID: [UInt64: [Int]] = [:]
    /// Children that name their parent by its GUID, in the order of the logs.
    private var childrenOfGUID: [UInt64: [Int]] = [:]
    /// Children that name their parent by its id.
    private var childrenOfID: [UInt64: TimedPlaces] = [:]
    private static let fields = ProcessFields(Processes.dataSet)
    private let creationsMax: Int

    /// - Parameter textBytesMax: Room for what the creations say of themselves.
    init(textBytesMax: Int, creationsMax: Int = Self.creationsMax) {
        texts = ProcessTexts(bytesMax: textBytesMax)
        self.creationsMax = creationsMax
    }

    mutating func add(_ event: Event, file: Int, offset: UInt64) {
        guard event.dataSet == Processes.dataSet else { return }
        guard creations.count < creationsMax else {
            isComplete = false
            return
        }
        creations.append(
            Creation(
                file: Int32(file), offset: offset, time: event.time,
                names: Self.fields.names(of: event, \.own),
                parents: Self.fields.names(of: event, \.parent)))
        if hasRoomForTexts { hasRoomForTexts = texts.add(event, Self.fields) }
    }

    /// Sorts what was added; look-ups come after.
    mutating func finish() {
        var bearingID: [UInt64: [Int]] = [:]
        var namingID: [UInt64: [Int]] = [:]
        for (index, creation) in creations.enumerated() {
            if creation.names.guid != 0 { byGUID[creation.names.guid] = index }
            if creation.names.id != 0 { bearingID[creation.names.id, default: []].append(index) }
            if creation.parents.guid != 0 {
                childrenOfGUID[creation.parents.guid, default: []].append(index)
            } else if creation.parents.id != 0 {
                namingID[creation.parents.id, default: []].append(index)
            }
        }
        byID = bearingID.mapValues { $0.sorted { isBefore($0, $1) } }
        childrenOfID = namingID.mapValues { children in
            TimedPlaces(children.sorted { isBefore($0, $1) }) { creations[$0].time }
        }
    }

    private func isBefore(_ a: Int, _ b: Int) -> Bool {
        (creations[a].time, a) < (creations[b].time, b)
    }

    /// The creation of the process that bears these names at a time; nil where the logs lack it.
    func creation(_ names: Names, at time: Timestamp) -> Int? {
        if names.guid != 0, let index = byGUID[names.guid] { return index }
        guard let bearers = byID[names.id] else { return nil }
        let later = bearers.partitionPoint { creations[$0].time > time }
        return later == 0 ? nil : bearers[later - 1]
    }

    /// The creations by a process, in the order of the logs: all that name it by its GUID; by its id
    /// those before the id was used again.
    ///
    /// - Parameter most: How many of the first ones are wanted.
    func children(of index: Int, most: Int) -> Children {
        let parent = creations[index]
        if parent.names.guid != 0, let found = childrenOfGUID[parent.names.guid] {
            return Children(first: Array(found.prefix(most)), count: found.count)
        }
        guard let children = childrenOfID[parent.names.id] else {
            return Children(first: [], count: 0)
        }
        let end: Int
        if parent.names.guid != 0 {
            // Another process of the same GUID stands for both.
            guard byGUID[parent.names.guid] == index else { return Children(first: [], count: 0) }
            end = children.count
        } else {
            end =
                nextBearer(of: parent.names.id, after: index)
                .map { children.place(notBefore: $0) } ?? children.count
        }
        let start = min(children.place(notBefore: parent.time), end)
        return Children(first: children.first(most, in: start..<end), count: end - start)
    }

    /// When an id was given to another process than this one; nil where it was not.
    private func nextBearer(of id: UInt64, after index: Int) -> Timestamp? {
        guard let bearers = byID[id] else { return nil }
        let next = bearers.partitionPoint { isBefore(index, $0) }
        return next < bearers.count ? creations[bearers[next]].time : nil
    }
}
