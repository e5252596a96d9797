/// How the records of one kind become events of one data set.
///
/// To add one: a type of its own in this folder, and its line in ``Sourcetypes/all``. No two may
/// read the same ``RecordType``: an event belongs to one data set.
protocol Sourcetype: Sendable {
    /// The data set that the events belong to.
    associatedtype Target: NormalizedDataSet
    typealias Field = Target.Field

    /// Asks for the raw fields that ``map(_:profile:into:)`` reads.
    init(names: inout RawFieldNames)

    /// The records that it reads.
    static var recordTypes: [RecordType] { get }
    /// Where the time of a record stands.
    var times: RecordTimes { get }
    /// What may be filled by what is known beside the records.
    var identifications: [Identification] { get }
    /// Fields that are decoded before ``claims(_:)`` is asked.
    var deciding: [RawField] { get }

    /// Of these an event has one at least; a record without any has its data elsewhere, and is no
    /// event.
    var required: [RawField] { get }
    /// Where else the values stand, in records whose data was moved.
    var alternatives: [Alternative] { get }

    /// Whether a record of one of the types is a member of the data set.
    func claims(_ record: borrowing RawRecord) -> Bool

    /// Sets the fields that the source gives, of an event whose bytes begin as the record's arena
    /// does. What the data model calculates comes after.
    func map(_ record: borrowing RawRecord, profile: Profile, into event: inout Event)
}

extension Sourcetype {
    var times: RecordTimes { .windows }
    var identifications: [Identification] { [.computer] }
    var deciding: [RawField] { [] }
    var alternatives: [Alternative] { [] }

    func claims(_ record: borrowing RawRecord) -> Bool { true }

    /// Makes an event of a record: what the source gives, and what the data model calculates.
    func normalize(
        _ record: borrowing RawRecord, time: Timestamp, profile: Profile, into event: inout Event
    ) {
        event.reset(dataSet: Target.dataSet, time: time, record.arena)
        map(record, profile: profile, into: &event)
        Target.calculateFields(of: &event)
    }

    /// What the source gives alone, for finding out what follows from what.
    func mapped(_ record: borrowing RawRecord, profile: Profile) -> Event {
        var event = Event(dataSet: Target.dataSet)
        event.reset(dataSet: Target.dataSet, time: Timestamp(nanoseconds: 0), record.arena)
        map(record, profile: profile, into: &event)
        return event
    }
}

/// Another place of a value, such as `process.executable` for `Image`.
struct Alternative: Sendable {
    let field: RawField
    /// The first that is there counts.
    let sources: [RawField]
    /// Stands before it with a backslash between, where it is there: the domain of a user.
    var prefix: RawField?
}

/// The registry.
enum Sourcetypes {
    static let all: [any Sourcetype.Type] = [
        SysmonProcessCreation.self,
        SysmonRegistryChange.self,
        SysmonFileActivity.self,
        SysmonNetworkConnection.self,
        SysmonDNSQuery.self,
        SecurityProcessCreation.self,
        SecurityRegistryChange.self,
        SecurityFileAccess.self,
        SecurityConnection.self,
        FalconProcessRollup.self,
    ]
}

extension SystemField {
    /// The time of a Windows event: what the renderings call it, in the order of trust.
    static let times = RecordTimes.windows.fields

    /// The computer that an event is from: what the renderings call it.
    static let computers = [Self.computer, .computerName, .hostname, .host].map(\.field)
}
