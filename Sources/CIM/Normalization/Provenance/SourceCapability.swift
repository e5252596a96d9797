/// What a source can give a data set: which fields it fills, and from what.
package struct SourceCapability: Sendable {
    /// What people call the source, such as `Sysmon event 1`.
    package let title: String
    package let dataSet: DataSet
    /// Field → the raw fields that it follows from; none where the mapping itself sets it.
    package let fields: [FieldID: [String]]

    /// Every kind of record that becomes an event of a data set, in the order of the registry.
    ///
    /// Found by mapping made-up records that have every raw field, with values of several kinds, and
    /// looking at what follows from what; see ``FieldTracing``. A field that needs a value of a kind
    /// that is not tried is missing here.
    package static func all(
        of dataSet: DataSet, profile: Profile
    ) -> [SourceCapability] {
        Sourcetypes.all.flatMap { type in of(type, dataSet, profile) }
    }

    private static func of<S: Sourcetype>(
        _ type: S.Type, _ dataSet: DataSet, _ profile: Profile
    ) -> [SourceCapability] {
        guard S.Target.dataSet == dataSet else { return [] }
        var names = RawFieldNames()
        let sourcetype = type.init(names: &names)
        let falconEventType = names.data("event_simpleName")
        return type.recordTypes.map { recordType in
            var fields: [FieldID: [String]] = [:]
            func record(_ value: (Int) -> String) -> RawRecord {
                var record = RawRecord(slotCount: names.slotCount)
                for slot in 0..<names.slotCount {
                    record.replace(RawField(index: slot), by: value(slot))
                }
                recordType.mark(&record, falconEventType: falconEventType)
                return record
            }
            for value in samples {
                collect(sourcetype, record { _ in value }, names, profile, into: &fields)
            }
            // Values of their own, so that one field in the place of another is seen.
            for base in [record { "C:\\d\($0)\\p\($0).exe a" }, record { "\(1_000 + $0)" }] {
                collect(sourcetype, base, names, profile, into: &fields)
                vary(sourcetype, base, names, profile, into: &fields)
            }
            return SourceCapability(title: recordType.title, dataSet: dataSet, fields: fields)
        }
    }

    private static func collect<S: Sourcetype>(
        _ sourcetype: S, _ record: RawRecord, _ names: RawFieldNames, _ profile: Profile,
        into fields: inout [FieldID: [String]]
    ) {
        let event = sourcetype.mapped(record, profile: profile)
        let slots = FieldTracing(sourcetype, record, names, profile).dependencies(of: event)
        for index in event.dataSet.fields.indices {
            let field = FieldID(index: index)
            guard event.string(field) != nil else { continue }
            var found = slots[field] ?? []
            var rest = record
            for _ in 0..<alternativesMax where !found.isEmpty {
                take(found, names, into: &fields[field, default: []])
                for slot in found { rest.remove(slot) }
                found = alternatives(for: field, sourcetype, rest, names, profile)
            }
            if fields[field] == nil { fields[field] = [] }
        }
    }

    /// What follows from a raw field that alone has a value of another kind.
    private static func vary<S: Sourcetype>(
        _ sourcetype: S, _ record: RawRecord, _ names: RawFieldNames, _ profile: Profile,
        into fields: inout [FieldID: [String]]
    ) {
        let base = sourcetype.mapped(record, profile: profile)
        for slot in 0..<names.slotCount {
            for value in samples {
                var varied = record
                varied.replace(RawField(index: slot), by: value)
                let event = sourcetype.mapped(varied, profile: profile)
                for index in event.dataSet.fields.indices {
                    let field = FieldID(index: index)
                    if event.differs(from: base, in: field) {
                        take([slot], names, into: &fields[field, default: []])
                    }
                }
            }
        }
    }

    /// More fields than this, each in the place of the one before, no mapping has.
    private static let alternativesMax = 4

    private static func take(
        _ slots: [Int], _ names: RawFieldNames, into known: inout [String]
    ) {
        for name in slots.map({ names.name(ofSlot: $0) }) where !known.contains(name) {
            known.append(name)
        }
    }

    /// What a field follows from where those before it are missing.
    private static func alternatives<S: Sourcetype>(
        for field: FieldID, _ sourcetype: S, _ record: RawRecord, _ names: RawFieldNames,
        _ profile: Profile
    ) -> [Int] {
        let event = sourcetype.mapped(record, profile: profile)
        guard event.string(field) != nil else { return [] }
        return FieldTracing(sourcetype, record, names, profile).dependencies(of: event)[field] ?? []
    }

    /// Values of the kinds that mappings tell apart.
    private static let samples = [
        "C:\\Folder\\program.exe argument", "/usr/bin/program", "7", "0x10", "CreateKey",
        "DeleteValue", "RenameValue", "HKLM\\System\\key\\value", "HKU\\S-1-5-18\\key\\value",
        "\\REGISTRY\\MACHINE\\SOFTWARE\\key", "DWORD (0x00000001)", "true", "host.example",
        "type:  5 name;::ffff:10.0.0.1;", "0x8020000000000000", "%%1904", "%%14592", "%%14593",
        "12288", "6", "17", "Win",
    ]
}

extension RecordType {
    /// Sets the raw fields by which a record is known to be of this type.
    func mark(_ record: inout RawRecord, falconEventType: RawField) {
        switch self {
        case .windows(let origin, let eventID):
            let provider = WindowsOrigin.providers[origin.rawValue]
            record.replace(
                SystemField.provider.field, by: String(decoding: provider, as: UTF8.self))
            record.replace(SystemField.eventID.field, by: String(eventID))
        case .falcon(let type):
            record.replace(
                falconEventType,
                by: String(decoding: FalconEventType.names[type.rawValue], as: UTF8.self))
        }
    }
}
