/// Names of raw fields in one place of a rendering, looked up by bytes without making text.
struct FieldNames: Sendable {
    private struct Entry: Sendable {
        let name: [UInt8]
        let field: RawField
    }

    /// Entries by length of the name: few share one.
    private let byLength: [[Entry]]

    init(_ names: KeyValuePairs<String, RawField>) {
        var byLength: [[Entry]] = []
        for (name, field) in names {
            let bytes = Array(name.utf8)
            while byLength.count <= bytes.count { byLength.append([]) }
            byLength[bytes.count].append(Entry(name: bytes, field: field))
        }
        self.byLength = byLength
    }

    func field(_ text: Span<UInt8>, _ range: Range<Int>) -> RawField? {
        guard range.count < byLength.count else { return nil }
        for entry in byLength[range.count] {
            var index = 0
            while index < entry.name.count, entry.name[index] == text[range.lowerBound + index] {
                index += 1
            }
            if index == entry.name.count { return entry.field }
        }
        return nil
    }

    /// `EventData` of Sysmon and of Security 4688.
    static let eventData = FieldNames([
        "Image": .image, "OriginalFileName": .originalFileName, "CommandLine": .commandLine,
        "CurrentDirectory": .currentDirectory, "User": .user, "IntegrityLevel": .integrityLevel,
        "Hashes": .hashes, "ProcessGuid": .processGuid, "ProcessId": .processID,
        "ParentProcessGuid": .parentProcessGuid, "ParentProcessId": .parentProcessID,
        "ParentImage": .parentImage, "ParentCommandLine": .parentCommandLine,
        "ParentUser": .parentUser, "NewProcessId": .newProcessID,
        "NewProcessName": .newProcessName, "ParentProcessName": .parentProcessName,
        "SubjectUserName": .subjectUserName, "SubjectDomainName": .subjectDomainName,
        "TargetUserName": .targetUserName, "TargetDomainName": .targetDomainName,
        "TargetServerName": .targetServerName,
    ])
}
