/// Sysmon event 1, of Windows and of Linux.
///
/// Source: Splunk_TA_microsoft_sysmon 4.0 and its predecessor TA-Microsoft-Sysmon 8.1.
struct SysmonProcessCreation: Sourcetype {
    private typealias Field = Processes.Field

    private let selector = WindowsEventSelector.sysmon(["1"])
    private let user: RawField
    private let image: RawField
    private let parentImage: RawField
    private let originalFileName: RawField
    /// Fields that are taken as they are.
    private let verbatim: [(raw: RawField, field: Field)]

    init(names: inout RawFieldNames) {
        user = names.data("User")
        image = names.data("Image")
        parentImage = names.data("ParentImage")
        originalFileName = names.data("OriginalFileName")
        verbatim = [
            (names.data("CommandLine"), .process),
            (names.data("ProcessId"), .process_id),
            (names.data("ProcessGuid"), .process_guid),
            (names.data("ParentCommandLine"), .parent_process),
            (names.data("ParentProcessId"), .parent_process_id),
            (names.data("ParentProcessGuid"), .parent_process_guid),
            (names.data("Hashes"), .process_hash),
            (names.data("IntegrityLevel"), .process_integrity_level),
            (names.data("CurrentDirectory"), .process_current_directory),
            (SystemField.userID.field, .user_id),
        ]
    }

    let deciding = SystemField.deciding
    let times = SystemField.times

    var model: any DataSetModel.Type { Processes.self }

    func claims(_ record: borrowing RawRecord) -> Bool { selector.match(record) != nil }

    func map(_ record: borrowing RawRecord, profile: Profile, into event: inout Event) {
        let isLinux = selector.match(record) == 1
        record.copyComputer(to: Field.dest, host: Field.host, of: &event)
        for (raw, field) in verbatim { record.copy(raw, to: field, of: &event) }
        event.lowercase(Field.process_integrity_level.id)
        record.copy(image, to: Field.process_path, of: &event)
        record.copy(parentImage, to: Field.parent_process_path, of: &event)
        let cut: ([UInt8], Range<Int>) -> Range<Int>
        switch (isLinux, profile) {
        case (true, _): cut = Cut.afterSlash
        case (false, .splunk): cut = Self.baseName
        case (false, .direct): cut = Cut.afterBackslash
        }
        event.set(Field.process_name, from: .process_path, cut: cut)
        event.set(Field.process_exec, sameAs: .process_name)
        event.set(Field.parent_process_name, from: .parent_process_path, cut: cut)
        event.set(Field.parent_process_exec, sameAs: .parent_process_name)
        if !record.matches(originalFileName, Self.none) {
            record.copy(originalFileName, to: Field.original_file_name, of: &event)
        }
        record.copy(user, to: Field.user, of: &event)
        if profile == .splunk {
            event.set(Field.user, from: .user, cut: Cut.afterBackslash)
        }
        event.set(Field.action, "allowed")
        event.set(Field.vendor_product, "Microsoft Sysmon")
        event.set(Field.os, isLinux ? "Linux" : "Microsoft Windows")
        event.set(Field.sourcetype, isLinux ? "sysmon:linux" : "XmlWinEventLog")
        event.set(
            Field.source,
            isLinux
                ? "Syslog:Linux-Sysmon/Operational"
                : "XmlWinEventLog:Microsoft-Windows-Sysmon/Operational")
    }

    /// What Sysmon writes for a file without version information.
    private static let none = Array("-".utf8)

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
