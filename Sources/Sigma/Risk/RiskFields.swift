/// Fields of a record that name whom a match is about.
package struct RiskFields: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        /// As the record calls it.
        package var field: String
        /// `user` or `system`.
        package var type: String
    }

    package var entries: [Entry]

    /// The table for records of a source: the host, then those who act and those who are acted upon.
    package static func standard(_ source: RecordSource) -> RiskFields {
        switch source.format {
        case .windowsEvent, .linuxSysmon:
            RiskFields(
                entries: [Entry(field: "Computer", type: "system")]
                    + ["User", "SubjectUserName", "TargetUserName", "SourceUser"].map {
                        Entry(field: $0, type: "user")
                    })
        case .falcon:
            RiskFields(
                entries: [
                    Entry(field: "ComputerName", type: "system"),
                    Entry(field: "UserName", type: "user"),
                ])
        }
    }

    /// Names that stand for no account of a person.
    package static let nobody: Set = [
        "", "-", "SYSTEM", "LOCAL SERVICE", "NETWORK SERVICE", "ANONYMOUS LOGON",
        "NT AUTHORITY\\SYSTEM", "NT AUTHORITY\\LOCAL SERVICE", "NT AUTHORITY\\NETWORK SERVICE",
    ]
}
