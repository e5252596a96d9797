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
    static func types(_ eventIDs: [Int]) -> [RecordType] {
        eventIDs.flatMap { eventID in
            [WindowsOrigin.sysmon, .sysmonForLinux].map { .windows($0, eventID: eventID) }
        }
    }

    static func isLinux(_ record: borrowing RawRecord) -> Bool {
        record.origin == .known(.sysmonForLinux)
    }

    /// Where the event is from, as the add-on calls it.
    func setOrigin<Field: DataSetField>(
        _: Field.Type, _ record: borrowing RawRecord, of event: inout Event
    ) {
        let isLinux = Self.isLinux(record)
        event.set(Field.vendor_product, "Microsoft Sysmon")
        event.set(Field.sourcetype, isLinux ? "sysmon:linux" : "XmlWinEventLog")
        event.set(
            Field.source,
            isLinux
                ? "Syslog:Linux-Sysmon/Operational"
                : "XmlWinEventLog:Microsoft-Windows-Sysmon/Operational")
    }

    /// The computer, the process that acted and its user.
    func setActor<Field: EndpointField>(
        _: Field.Type, _ record: borrowing RawRecord, profile: Profile, of event: inout Event
    ) {
        record.copyComputer(to: Field.dest, of: &event)
        setUser(Field.user, record, profile: profile, of: &event)
        record.copy(processGUID, to: Field.process_guid, of: &event)
        record.copy(processID, to: Field.process_id, of: &event)
        record.copy(image, to: Field.process_path, of: &event)
        event.set(Field.process_name, from: .process_path, cut: Self.nameCut(record, profile))
        event.set(Field.process_exec, sameAs: .process_name)
    }

    /// Profile `splunk`: without the domain.
    func setUser(
        _ field: some DataSetField, _ record: borrowing RawRecord, profile: Profile,
        of event: inout Event
    ) {
        record.copy(user, to: field, of: &event)
        if profile == .splunk { event.set(field, from: field, cut: Cut.afterBackslash) }
    }

    /// How the name of a program is cut out of its path.
    static func nameCut(
        _ record: borrowing RawRecord, _ profile: Profile
    ) -> ([UInt8], Range<Int>) -> Range<Int> {
        switch (isLinux(record), profile) {
        case (true, _): Cut.afterSlash
        case (false, .splunk): baseName
        case (false, .direct): Cut.afterBackslash
        }
    }

    /// The last part of a path, if that looks like a file name; otherwise the path.
    ///
    /// The expression is `replace(Image,"(.*\\\)(?=.*(\.\w*)$|(\w+)$)","")`: what follows the
    /// backslash must end in a point and word characters, or must be word characters; `x.e-e` and
    /// `x)` keep their path. Since `.*` takes any backslash, a tail that qualifies behind some
    /// backslash qualifies behind the last.
    private static func baseName(_ bytes: [UInt8], _ path: Range<Int>) -> Range<Int> {
        let name = Cut.afterBackslash(bytes, path)
        var index = name.upperBound
        while index > name.lowerBound, ASCII.isWord(bytes[index - 1]) { index -= 1 }
        // At the start of the name, or behind its last point, or behind something else.
        let hasWord = index < name.upperBound
        let hasPoint = index > name.lowerBound && bytes[index - 1] == UInt8(ascii: ".")
        return hasWord && index == name.lowerBound || hasPoint ? name : path
    }
}
