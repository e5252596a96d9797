/// The process and the user that Sysmon names in each of its events, by the names that process
/// creations give them, so that searches can join by them.
struct SysmonActor: Sendable {
    let processID: RawField
    let processGUID: RawField
    let image: RawField
    let user: RawField

    init(names: inout RawFieldNames) {
        processID = names.data("ProcessId")
        processGUID = names.data("ProcessGuid")
        image = names.data("Image")
        user = names.data("User")
    }

    /// The user, without its domain in the profile `splunk`.
    func copyUser<Field: DataSetField>(
        _ record: borrowing RawRecord, to field: Field, profile: Profile, of event: inout Event
    ) {
        record.copy(user, to: field, of: &event)
        if profile == .splunk { event.set(field, from: field, cut: Cut.afterBackslash) }
    }

    /// The last part of the image's path.
    func copyImageName<Field: DataSetField>(
        of path: Field, to field: Field, isLinux: Bool, of event: inout Event
    ) {
        event.set(field, from: path, cut: isLinux ? Cut.afterSlash : Cut.afterBackslash)
    }

    static func source(isLinux: Bool) -> String {
        isLinux
            ? "Syslog:Linux-Sysmon/Operational"
            : "XmlWinEventLog:Microsoft-Windows-Sysmon/Operational"
    }

    static func sourcetype(isLinux: Bool) -> String { isLinux ? "sysmon:linux" : "XmlWinEventLog" }
}
