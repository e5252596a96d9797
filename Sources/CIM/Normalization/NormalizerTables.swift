/// What all normalisers read records by: made once, as the tables of names are large.
struct NormalizerTables: Sendable {
    static let all = NormalizerTables()

    /// What the slots of a record are called.
    let names: RawFieldNames
    let sourcetypes: [any Sourcetype]
    /// Of each sourcetype, in their order.
    let identifications: [[Identification]]
    /// Index into `sourcetypes` of the one that reads a type of record.
    let sourcetypesByType: [RecordType: Int]
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
    let xml: XMLEventScanner
    let json: JSONScanner
    let wideJSON: JSONScanner

    private init() {
        var names = RawFieldNames()
        var sourcetypes: [any Sourcetype] = []
        var sourcetypesByType: [RecordType: Int] = [:]
        for type in Sourcetypes.all {
            for recordType in type.recordTypes {
                let earlier = sourcetypesByType.updateValue(
                    sourcetypes.count, forKey: recordType)
                precondition(earlier == nil, "two sourcetypes read \(recordType)")
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
        eventIDs = RecordType.eventIDs(of: sourcetypesByType.keys)
        self.sourcetypes = sourcetypes
        identifications = sourcetypes.map(\.identifications)
        self.sourcetypesByType = sourcetypesByType
        self.names = names
        xml = XMLEventScanner(names: names)
        json = JSONScanner(names: names)
        wideJSON = JSONScanner(names: names, isWide: true)
    }
}
