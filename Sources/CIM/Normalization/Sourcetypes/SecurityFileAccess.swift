/// Windows Security event 4663, "An attempt was made to access an object", of a file.
///
/// Source: Splunk_TA_windows 8.1.2, stanza `source::XmlWinEventLog:Security`, for path and name. That
/// version does not put the event into the data set, later ones do; action and process are decided
/// here: the action by the access that was used, the process id as 4688 has it.
struct SecurityFileAccess: Sourcetype {
    private typealias Field = Filesystem.Field

    private let selector = WindowsEventSelector.security("4663")
    private let objectType: RawField
    private let accessMask: RawField
    private let verbatim: [(raw: RawField, field: Field)]

    init(names: inout RawFieldNames) {
        objectType = names.data("ObjectType")
        accessMask = names.data("AccessMask")
        verbatim = [
            (names.data("ObjectName"), .file_path), (names.data("SubjectUserName"), .user),
            (names.data("SubjectUserSid"), .user_id), (names.data("ProcessId"), .process_id),
            (names.data("ProcessName"), .process_path),
        ]
    }

    var deciding: [RawField] { SystemField.deciding + [objectType] }
    let times = SystemField.times
    var model: any DataSetModel.Type { Filesystem.self }

    func claims(_ record: borrowing RawRecord) -> Bool {
        selector.match(record) != nil && record.matches(objectType, Self.file)
    }

    func map(_ record: borrowing RawRecord, profile: Profile, into event: inout Event) {
        record.copyComputer(to: Field.dest, host: Field.host, of: &event)
        for (raw, field) in verbatim { record.copy(raw, to: field, of: &event) }
        event.set(Field.file_name, from: .file_path, cut: Cut.afterBackslash)
        event.set(Field.process_name, from: .process_path, cut: Cut.afterBackslash)
        event.set(Field.process_exec, sameAs: .process_name)
        event.set(Field.image, sameAs: .process_path)
        if let mask = mask(record),
            let action = Self.actions.first(where: { mask & $0.bits != 0 })?.action
        {
            event.set(Field.action, action)
        }
        event.set(Field.vendor_product, "Microsoft Windows")
        event.set(Field.sourcetype, "XmlWinEventLog")
        event.set(Field.source, "XmlWinEventLog:Security")
    }

    /// The access that was used, `0x2` and the like.
    private func mask(_ record: borrowing RawRecord) -> UInt32? {
        guard let range = record.range(accessMask) else { return nil }
        let text = String(decoding: record.arena[range], as: UTF8.self)
        return text.hasPrefix("0x") ? UInt32(text.dropFirst(2), radix: 16) : UInt32(text)
    }

    private static let file = Array("File".utf8)
    /// Strongest first. Source: Microsoft, "4663(S)", table of access rights.
    private static let actions: [(bits: UInt32, action: String)] = [
        (0x1_0040, "deleted"), (0xC_0000, "acl_modified"), (0x116, "modified"), (0x89, "read"),
    ]
}
