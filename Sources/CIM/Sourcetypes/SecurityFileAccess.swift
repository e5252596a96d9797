/// Windows Security event 4663, "An attempt was made to access an object", of files.
///
/// The add-on makes file events of all Windows events; those about other objects (registry keys,
/// processes) are left out here.
///
/// Source: Splunk_TA_windows 8.1.2.
struct SecurityFileAccess: Sourcetype {
    typealias Target = Filesystem

    static let sourceEvents = [SourceEvent.windows(.security, eventID: 4663)]

    let deciding: [RawField]
    let required: [RawField]
    var alternatives: [Alternative] { security.alternatives }
    private let security: SecurityEvent
    private let objectType: RawField
    private let objectName: RawField
    private let accessMask: RawField

    var identifications: [Identification] { security.identifications }

    init(names: inout RawFieldNames) {
        security = SecurityEvent(names: &names)
        objectType = names.data("ObjectType")
        objectName = names.data("ObjectName")
        accessMask = names.data("AccessMask")
        deciding = [objectType]
        required = [objectName]
    }

    /// Also a record that names no type, so that it is reported.
    func claims(_ record: borrowing RawRecord) -> Bool {
        record.matches(objectType, Self.file)
            || record.range(objectType) == nil && record.isAbsent(objectName.index)
    }

    func rules(_ profile: Profile) -> [Rule] {
        let action: Rule =
            switch profile {
            case .splunk: SecurityEvent.outcome(.action)
            case .direct:
                .computed(.action, from: [accessMask], "by the strongest right of AccessMask") {
                    record in .ifKnown(Self.action(record, accessMask))
                }
            }
        return security.actor(profile)
            + [
                .copy(objectName, .file_path),
                .cut(.file_name, from: .file_path, Self.fileName), action,
            ] + SecurityEvent.origin()
    }

    private static let fileName = ValueCut(
        note: "behind the last slash that anything but `-` follows", apply: fileName)

    /// `^((?:.*[\\/]+)*([^-].*))$`: what follows the last slash that something follows, other than
    /// a hyphen. Where that is nowhere, the whole.
    private static func fileName(_ bytes: [UInt8], _ path: Range<Int>) -> Range<Int> {
        var start = path.upperBound - 1
        while start > path.lowerBound {
            let isSlash = bytes[start - 1] == UInt8(ascii: "\\") || bytes[start - 1] == 0x2F
            if isSlash, bytes[start] != UInt8(ascii: "-") { return start..<path.upperBound }
            start -= 1
        }
        return path
    }

    /// What the strongest of the requested rights does to a file.
    ///
    /// Source: Windows SDK, "File Access Rights Constants" and "Standard Access Rights".
    private static func action(
        _ record: borrowing RawRecord, _ accessMask: RawField
    ) -> Produced? {
        guard let range = record.range(accessMask), let mask = mask(record.arena, range) else {
            return nil
        }
        return actions.first { mask & $0.rights != 0 }?.action
    }

    /// `0x` and up to eight hexadecimal digits.
    private static func mask(_ bytes: [UInt8], _ range: Range<Int>) -> UInt32? {
        guard ASCII.begins(bytes, range, with: hexPrefix), range.count <= 10 else { return nil }
        var mask: UInt32 = 0
        for index in range.lowerBound + hexPrefix.count..<range.upperBound {
            guard let digit = ASCII.hexValue(bytes[index]) else { return nil }
            mask = mask << 4 | digit
        }
        return mask
    }

    private static let file = Array("File".utf8)
    private static let hexPrefix = Array("0x".utf8)
    private static let actions: [(rights: UInt32, action: Produced)] = [
        // DELETE
        (0x1_0000, .deleted),
        // WRITE_DAC, WRITE_OWNER
        (0xC_0000, .aclModified),
        // Write, append, write extended attributes, delete a child, write attributes
        (0x156, .modified),
        // Read, read extended attributes, execute, read attributes
        (0xA9, .read),
    ]
}
