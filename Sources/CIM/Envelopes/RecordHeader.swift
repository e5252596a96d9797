/// What the document around a record says of it, for where the record itself does not.
struct RecordHeader: Sendable {
    /// What the document around is, where that has a header and no data.
    private(set) var type: SourceEvent?
    private var eventID: [UInt8]?
    private var eventType: [UInt8]?
    /// Provider, its GUID and channel belong together.
    private var origin: [(field: RawField, value: [UInt8])] = []
    private var others: [(field: RawField, value: [UInt8])] = []
    private var time: [UInt8]?

    /// Fields that a record has of the one around it: where it is from, as its source says, and not
    /// as the programs that passed it on do.
    static let inherited = [
        SystemField.computer, .computerName, .hostname, .keywords, .outcome, .auditType, .userID,
    ].map(\.field)
    static let inheritedNames = ["aid", "cid", "event_platform", "device_hostname"]

    /// - Parameters:
    ///   - record: Scanned; the fields that are needed are decoded here.
    ///   - times: Of which the first counts.
    init(
        _ record: inout RawRecord, _ text: Span<UInt8>, type: SourceEvent?, eventType: RawField,
        inherited: [RawField], times: [RawField], under outer: RecordHeader?
    ) {
        self.type = type
        for field in inherited + times { record.decode(field, from: text) }
        if type != nil {
            eventID = Self.value(.eventID, record)
            self.eventType = record.range(eventType).map { Array(record.arena[$0]) }
        }
        for field in [SystemField.provider, .providerGUID, .channel] {
            if let value = Self.value(field, record) { origin.append((field.field, value)) }
        }
        for field in inherited {
            if let range = record.range(field) {
                others.append((field, Array(record.arena[range])))
            }
        }
        let ownTime = times.first { record.range($0) != nil }.flatMap(record.range)
        time = ownTime.map { Array(record.arena[$0]) } ?? outer?.time
        if origin.isEmpty, let outer { origin = outer.origin }
        if others.isEmpty, let outer { others = outer.others }
    }

    private static func value(_ field: SystemField, _ record: borrowing RawRecord) -> [UInt8]? {
        record.range(field).map { Array(record.arena[$0]) }
    }

    /// Gives a record what it has not.
    func apply(to record: inout RawRecord, _ falconEventType: RawField) {
        let id = SystemField.eventID.field
        if record.isAbsent(id.index), record.isAbsent(falconEventType.index) {
            if let eventID { record.put(id, eventID) }
            if let eventType { record.put(falconEventType, eventType) }
        }
        let named = [SystemField.provider, .providerGUID, .channel]
        if named.allSatisfy({ record.isAbsent($0.rawValue) }) {
            for (field, value) in origin { record.put(field, value) }
        }
        for (field, value) in others where record.isAbsent(field.index) {
            record.put(field, value)
        }
    }

    /// - Returns: False where it knows no time.
    func putTime(into record: inout RawRecord) -> Bool {
        guard let time else { return false }
        record.put(SystemField.envelopeTime.field, time)
        return true
    }
}

/// A record that stands within another.
struct InnerRecord: Sendable {
    var text: [UInt8]
    var path: EnvelopePath
    var header: RecordHeader
}
