/// What all normalisers read records by: made once, as the tables of names are large.
final class NormalizerTables: Sendable {
    static let all = NormalizerTables()

    /// What the slots of a record are called.
    let names: RawFieldNames
    let sourcetypes: [any Sourcetype]
    /// Of each sourcetype, in their order, in each profile.
    private let mappings: [Profile: [Mapping]]
    private let programs: [Profile: [MappingProgram]]
    /// Of each sourcetype, in their order.
    let identifications: [[Identification]]
    /// Index into `sourcetypes` of the one that reads a type of record.
    let sourcetypesByEvent: [SourceEvent: Int]
    /// Those that are read, ascending.
    let eventIDs: [Int]
    let falconEventType: RawField
    /// Fields that tell the feed of CrowdStrike's sensor.
    let falconMarks: [RawField]
    /// Where a time may stand, of records that have none where their sourcetype looks for it.
    let laterTimes: [RawField]
    /// The time of a document around a record.
    let outerTimes: [RawField]
    /// What a record has of the document around it.
    let inherited: [RawField]
    let xml: XMLEventReader
    let json: JSONReader
    let wideJSON: JSONReader

    private init() {
        var names = RawFieldNames()
        var sourcetypes: [any Sourcetype] = []
        var sourcetypesByEvent: [SourceEvent: Int] = [:]
        for type in Sourcetypes.all {
            for event in type.sourceEvents {
                let earlier = sourcetypesByEvent.updateValue(
                    sourcetypes.count, forKey: event)
                precondition(earlier == nil, "two sourcetypes read \(event)")
            }
            sourcetypes.append(type.init(names: &names))
        }
        falconEventType = names.data("event_simpleName")
        falconMarks = [falconEventType, names.data("aid"), names.data("cid")]
        laterTimes =
            [names.data("timestamp")] + SystemField.times + [SystemField.envelopeTime.field]
        let ownTimes = SystemField.times.filter { $0 != SystemField.atTimestamp.field }
        outerTimes = ownTimes + laterTimes
        inherited = RecordHeader.inherited + RecordHeader.inheritedNames.map { names.data($0) }
        eventIDs = SourceEvent.eventIDs(of: sourcetypesByEvent.keys)
        self.sourcetypes = sourcetypes
        let mappings = Dictionary(
            uniqueKeysWithValues: Profile.allCases.map { profile in
                (profile, sourcetypes.map { $0.mapping(profile) })
            })
        self.mappings = mappings
        programs = mappings.mapValues { $0.map { MappingProgram($0) } }
        identifications = sourcetypes.map(\.identifications)
        self.sourcetypesByEvent = sourcetypesByEvent
        self.names = names
        xml = XMLEventReader(names: names)
        json = JSONReader(names: names)
        wideJSON = JSONReader(names: names, isWide: true)
    }

    func mappings(_ profile: Profile) -> [Mapping] { mappings[profile] ?? [] }
    func programs(_ profile: Profile) -> [MappingProgram] { programs[profile] ?? [] }
}
