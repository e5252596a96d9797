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

    static let sourceEvents = FalconEventType.allCases.map(SourceEvent.falcon)

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

    func rules(_ profile: Profile) -> [Rule] {
        [
            .first(hosts, .dest), .same(.host, as: .dest), .first(users, .user),
            .first(accounts, .user_id), .copy(parentProcessID, .parent_process_id),
            .copy(parentBaseFileName, .parent_process_name),
            .same(.parent_process_exec, as: .parent_process_name), .copy(hash, .process_hash),
            .copy(imageFileName, .process_path),
            .cut(.process_exec, from: .process_path, .afterBackslash).when(isWindows),
            .cut(.process_exec, from: .process_path, .afterSlash).when(isUnix),
            // The number of the mandatory integrity level is its last sub-authority.
            .translated(
                integrityLevel, .process_integrity_level,
                [
                    "0": .untrusted, "4096": .low, "8192": .medium, "8448": .mediumPlus,
                    "12288": .high, "16384": .system, "20480": .protected,
                ]),
        ] + (profile == .splunk ? commandLineRules : imageRules) + [
            .produced(.action, .allowed), .produced(.vendor_product, .falconReplicator),
            .produced(.os, .windows).when(isWindows),
            .produced(.os, .linux).when(isUnix), .translated(platform, .os, ["Mac": .mac]),
            .produced(.source, .crowdstrike), .produced(.sourcetype, .falconSensor),
        ]
    }

    /// Profile `direct`: the image is what runs, whatever the command line calls it.
    private var imageRules: [Rule] {
        [
            .copy(commandLine, .process),
            .cut(.process_name, from: .process_path, .afterEitherSlash),
            .copy(rawProcessID, .process_id), .copy(targetProcessID, .process_guid),
        ]
    }

    /// Profile `splunk`: name and path are cut out of the command line, quotes are removed from it.
    private var commandLineRules: [Rule] {
        [
            .copy(targetProcessID, .process_id),
            .computed(.process, from: [commandLine], "CommandLine without quotes") { record in
                guard let line = record.range(commandLine) else { return .unchanged }
                return .without(UInt8(ascii: "\""), Self.trimmed(record.arena, line))
            },
            .computed(.process_path, from: [commandLine], "the command line's program") { record in
                record.range(commandLine).map { .text(Self.program(record.arena, $0)) } ?? .null
            }.when(isWindows),
            .cut(.process_name, from: .process_path, .afterBackslash).when(isWindows),
            .computed(.process_name, from: [commandLine], "its name") { record in
                guard let line = record.range(commandLine) else { return .unchanged }
                return .text(Cut.afterSlash(record.arena, Self.program(record.arena, line)))
            }.when(isUnix),
        ]
    }

    private static func trimmed(_ bytes: [UInt8], _ line: Range<Int>) -> Range<Int> {
        Cut.trimmed(bytes, line) { $0 == 0x20 }
    }

    /// What stands between the first two quotes of a line that begins with one, otherwise the first
    /// word. `C:\Program Files\x.exe` without quotes is cut at its blank, as Splunk does. Not the first
    /// word of ``SecurityProcessCreation``: that add-on's expression keeps the quotes, and takes other
    /// white space for an end.
    private static func program(_ bytes: [UInt8], _ line: Range<Int>) -> Range<Int> {
        let line = trimmed(bytes, line)
        if !line.isEmpty, bytes[line.lowerBound] == UInt8(ascii: "\"") {
            let quoted = Cut.leading(bytes, line.lowerBound + 1..<line.upperBound) {
                $0 == UInt8(ascii: "\"")
            }
            if quoted.upperBound < line.upperBound { return quoted }
        }
        return Cut.leading(bytes, line) { $0 == 0x20 }
    }

    private var isWindows: MappingCondition {
        .text("Windows", platform, "Win", orAbsent: true)
    }
    private var isUnix: MappingCondition {
        .text("other systems", platform, "Win", orAbsent: true, isNot: true)
    }
}
