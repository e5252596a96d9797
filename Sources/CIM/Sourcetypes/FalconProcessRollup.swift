/// CrowdStrike Falcon Data Replicator, events `ProcessRollup2` and `SyntheticProcessRollup2`: the
/// latter is of a process that ran before the sensor did.
///
/// Source: knowledge objects of Splunk_TA_CrowdStrike_FDR 3.2.0. What that source leaves open is
/// decided here: `user` is the first of UserName, UserPrincipal, UserSid and UID, and
/// `vendor_product`, `os`, `action` are constants. Sensors mostly do not say what their computer is
/// called: its name is looked up by `aid`, and where it is not known `aid` itself is the computer,
/// as one name for all of them would put a fleet together.
struct FalconProcessRollup: Sourcetype {
    typealias Target = Processes

    static let recordTypes = FalconEventType.allCases.map(RecordType.falcon)

    let times: RecordTimes
    private let commandLine: RawField
    private let imageFileName: RawField
    private let platform: RawField
    private let integrityLevel: RawField
    private let targetProcessID: RawField
    private let rawProcessID: RawField
    private let parentProcessID: RawField
    private let parentBaseFileName: RawField
    private let hash: RawField
    /// The first that is there counts.
    private let users: [RawField]
    private let accounts: [RawField]
    private let hosts: [RawField]
    let identifications: [Identification]
    let required: [RawField]

    init(names: inout RawFieldNames) {
        times = RecordTimes(fields: [names.data("timestamp")])
        commandLine = names.data("CommandLine")
        imageFileName = names.data("ImageFileName")
        platform = names.data("event_platform")
        integrityLevel = names.data("IntegrityLevel")
        targetProcessID = names.data("TargetProcessId")
        rawProcessID = names.data("RawProcessId")
        parentProcessID = names.data("ParentProcessId")
        parentBaseFileName = names.data("ParentBaseFileName")
        hash = names.data("SHA256HashData")
        accounts = [names.data("UserSid"), names.data("UID")]
        let sensor = names.data("aid")
        let stated = (
            hosts: [names.data("device_hostname"), SystemField.computerName.field],
            users: [names.data("UserName"), names.data("UserPrincipal")]
        )
        let known = (host: names.data("ComputerName of aid"), user: names.data("name of UserSid"))
        users = stated.users + [known.user] + accounts
        hosts = stated.hosts + [known.host, sensor]
        identifications = [
            Identification(kind: .sensor, stated: stated.hosts, keys: [sensor], name: known.host),
            Identification(
                kind: .user, stated: stated.users, keys: [accounts[0]], name: known.user),
        ]
        required = [imageFileName, commandLine]
    }

    func map(_ record: borrowing RawRecord, profile: Profile, into event: inout Event) {
        let isWindows = record.range(platform) == nil || record.matches(platform, Self.windows)
        record.copy(firstOf: hosts, to: Field.dest, of: &event)
        event.set(Field.host, sameAs: .dest)
        record.copy(firstOf: users, to: Field.user, of: &event)
        record.copy(firstOf: accounts, to: Field.user_id, of: &event)
        record.copy(parentProcessID, to: Field.parent_process_id, of: &event)
        record.copy(parentBaseFileName, to: Field.parent_process_name, of: &event)
        event.set(Field.parent_process_exec, sameAs: .parent_process_name)
        record.copy(hash, to: Field.process_hash, of: &event)
        record.copy(imageFileName, to: Field.process_path, of: &event)
        event.set(
            Field.process_exec, from: .process_path,
            cut: isWindows ? Cut.afterBackslash : Cut.afterSlash)
        if let level = integrity(record) { event.set(Field.process_integrity_level, level) }
        switch profile {
        case .splunk: mapCommandLine(record, isWindows: isWindows, into: &event)
        case .direct: mapImage(record, into: &event)
        }
        event.set(Field.action, "allowed")
        event.set(Field.vendor_product, "CrowdStrike FDR")
        event.set(
            Field.os, isWindows ? "Windows" : record.matches(platform, Self.mac) ? "Mac" : "Linux")
        event.set(Field.source, "crowdstrike")
        event.set(Field.sourcetype, "crowdstrike:events:sensor")
    }

    /// Profile `direct`: the image is what runs, whatever the command line calls it.
    private func mapImage(_ record: borrowing RawRecord, into event: inout Event) {
        record.copy(commandLine, to: Field.process, of: &event)
        event.set(Field.process_name, from: .process_path, cut: Cut.afterEitherSlash)
        record.copy(rawProcessID, to: Field.process_id, of: &event)
        record.copy(targetProcessID, to: Field.process_guid, of: &event)
    }

    /// Profile `splunk`: name and path are cut out of the command line, quotes are removed from it.
    private func mapCommandLine(
        _ record: borrowing RawRecord, isWindows: Bool, into event: inout Event
    ) {
        record.copy(targetProcessID, to: Field.process_id, of: &event)
        guard let line = record.range(commandLine) else {
            if isWindows { event.setNull(Field.process_path) }
            return
        }
        let trimmed = Cut.trimmed(record.arena, line) { $0 == 0x20 }
        event.set(Field.process, without: UInt8(ascii: "\""), trimmed)
        let word = Self.program(record.arena, trimmed)
        let name =
            isWindows
            ? Cut.afterBackslash(record.arena, word) : Cut.afterSlash(record.arena, word)
        if isWindows { event.set(Field.process_path.id, range: word) }
        event.set(Field.process_name.id, range: name)
    }

    /// What stands between the first two quotes of a line that begins with one, otherwise the first
    /// word. `C:\Program Files\x.exe` without quotes is cut at its blank, as Splunk does.
    private static func program(_ bytes: [UInt8], _ line: Range<Int>) -> Range<Int> {
        if !line.isEmpty, bytes[line.lowerBound] == UInt8(ascii: "\"") {
            let quoted = Cut.leading(bytes, line.lowerBound + 1..<line.upperBound) {
                $0 == UInt8(ascii: "\"")
            }
            if quoted.upperBound < line.upperBound { return quoted }
        }
        return Cut.leading(bytes, line) { $0 == 0x20 }
    }

    /// The name of the mandatory integrity level, whose number is its last sub-authority.
    private func integrity(_ record: borrowing RawRecord) -> String? {
        Self.integrityLevels.first { record.matches(integrityLevel, $0.number) }?.name
    }

    private static let integrityLevels = [
        ("0", "untrusted"), ("4096", "low"), ("8192", "medium"), ("8448", "medium plus"),
        ("12288", "high"), ("16384", "system"), ("20480", "protected"),
    ].map { (number: Array($0.0.utf8), name: $0.1) }
    private static let windows = Array("Win".utf8)
    private static let mac = Array("Mac".utf8)
}
