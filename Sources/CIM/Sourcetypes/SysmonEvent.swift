/// What the events of Sysmon have in common: the computer, the user, the process that acted.
///
/// All data sets get these from here, so that searches which join them by `process_guid`,
/// `process_id` or `dest` find the same text on both sides.
///
/// Source: Splunk_TA_microsoft_sysmon 4.0 and its predecessor TA-Microsoft-Sysmon 8.1.
struct SysmonEvent: Sendable {
    let image: RawField
    let processID: RawField
    private let processGUID: RawField
    private let user: RawField
    let times: RecordTimes
    /// Of the computer, the process that acted and its user.
    let alternatives: [Alternative]

    init(names: inout RawFieldNames) {
        var times = RecordTimes.windows
        times.witness = names.data("UtcTime")
        self.times = times
        image = names.data("Image")
        processID = names.data("ProcessId")
        processGUID = names.data("ProcessGuid")
        user = names.data("User")
        alternatives =
            ECSFields(ECSFields.actor, names: &names).alternatives
            + [ECSFields.user(user, names: &names)]
    }

    /// The events of these ids, of Sysmon and of Sysmon for Linux.
    static func types(_ eventIDs: [Int]) -> [SourceEvent] {
        eventIDs.flatMap { eventID in
            [WindowsOrigin.sysmon, .sysmonForLinux].map { .windows($0, eventID: eventID) }
        }
    }

    static let linux = MappingCondition.from(.sysmonForLinux)
    static let windows = MappingCondition.from(.sysmonForLinux, isNot: true)

    /// Where the event is from, as the add-on calls it.
    func origin<Field: DataSetField>() -> [MappingRule<Field>] {
        [
            .produced(.vendor_product, .microsoftSysmon),
            .produced(.sourcetype, .xmlEventLog).when(Self.windows),
            .produced(.sourcetype, .sysmonForLinux).when(Self.linux),
            .produced(.source, .xmlSysmonLog).when(Self.windows),
            .produced(.source, .sysmonSyslog).when(Self.linux),
        ]
    }

    /// The computer, the process that acted and its user.
    func actor<Field: EndpointField>(_ profile: Profile) -> [MappingRule<Field>] {
        MappingRule<Field>.computer(.dest)
            + userName(.user, profile)
            + [
                .copy(processGUID, .process_guid), .copy(processID, .process_id),
                .copy(image, .process_path),
            ] + Self.name(.process_name, of: .process_path, profile)
            + [.same(.process_exec, as: .process_name)]
    }

    /// Profile `splunk`: without the domain.
    func userName<Field: DataSetField>(
        _ field: Field, _ profile: Profile
    ) -> [MappingRule<Field>] {
        let whole = MappingRule.copy(user, field)
        return profile == .splunk ? [whole, .cut(field, from: field, .afterBackslash)] : [whole]
    }

    /// How the name of a program is cut out of its path.
    static func name<Field: DataSetField>(
        _ field: Field, of path: Field, _ profile: Profile
    ) -> [MappingRule<Field>] {
        [
            .cut(field, from: path, profile == .splunk ? baseName : .afterBackslash)
                .when(windows),
            .cut(field, from: path, .afterSlash).when(linux),
        ]
    }

    private static let baseName = ValueCut(
        note: "behind the last `\\` if that looks like a file", apply: baseName)

    /// The last part of a path, if that looks like a file name; otherwise the path.
    ///
    /// The expression is `replace(Image,"(.*\\\)(?=.*(\.\w*)$|(\w+)$)","")`: what follows the
    /// backslash must end in a point and word characters, or must be word characters; `x.e-e` and
    /// `x)` keep their path. Since `.*` takes any backslash, a tail that qualifies behind some
    /// backslash qualifies behind the last.
    static func baseName(_ bytes: [UInt8], _ path: Range<Int>) -> Range<Int> {
        let name = Cut.afterBackslash(bytes, path)
        var index = name.upperBound
        while index > name.lowerBound, ASCII.isWord(bytes[index - 1]) { index -= 1 }
        // At the start of the name, or behind its last point, or behind something else.
        let hasWord = index < name.upperBound
        let hasPoint = index > name.lowerBound && bytes[index - 1] == UInt8(ascii: ".")
        return hasWord && index == name.lowerBound || hasPoint ? name : path
    }
}
