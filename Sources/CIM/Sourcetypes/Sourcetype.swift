/// How the records of one kind become events of one data set.
///
/// To add one: a type of its own in this folder, and its line in ``Sourcetypes/all``. No two may
/// read the same ``SourceEvent``: an event belongs to one data set.
protocol Sourcetype: Sendable {
    /// The data set that the events belong to.
    associatedtype Target: NormalizedDataSet
    typealias Field = Target.Field
    typealias Rule = MappingRule<Field>

    /// Asks for the raw fields that ``rules(_:)`` read.
    init(names: inout RawFieldNames)

    /// The records that it reads.
    static var sourceEvents: [SourceEvent] { get }
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

    /// The rules that fill the fields of the data set from a record, in order: a later rule counts
    /// over an earlier one. What the data model calculates comes after.
    func rules(_ profile: Profile) -> [Rule]
}

extension Sourcetype {
    var times: RecordTimes { .windows }
    var identifications: [Identification] { [.computer] }
    var deciding: [RawField] { [] }
    var alternatives: [Alternative] { [] }

    func claims(_ record: borrowing RawRecord) -> Bool { true }

    func mapping(_ profile: Profile) -> Mapping { Mapping(Target.self, rules(profile)) }

    static var dataSet: DataSet { Target.dataSet }
}

extension MappingRule {
    /// The computer that a Windows event is from, as logged: `host`, and the field that the data
    /// set has for it.
    static func computer(_ field: Field) -> [Self] {
        [.first(SystemField.computers, field), .same(.host, as: field)]
    }
}
