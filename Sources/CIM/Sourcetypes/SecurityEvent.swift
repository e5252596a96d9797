/// What the events of the Windows Security log have in common.
///
/// Source: Splunk_TA_windows 8.1.2, stanza `source::XmlWinEventLog:Security`.
struct SecurityEvent: Sendable {
    private let processName: RawField
    private let processID: RawField
    private let subjectUserName: RawField
    private let user: SecurityUser

    var identifications: [Identification] { [.computer, user.identification] }
    /// Of the process that acted and its user.
    let alternatives: [Alternative]

    init(names: inout RawFieldNames) {
        processName = names.data("ProcessName")
        processID = names.data("ProcessId")
        subjectUserName = names.data("SubjectUserName")
        user = SecurityUser(
            names: &names, stated: [subjectUserName], accounts: ["SubjectUserSid"])
        alternatives =
            ECSFields(
                [
                    "ProcessName": ["process.executable"], "ProcessId": ["process.pid"],
                    "SubjectUserName": ["user.name"],
                ], names: &names
            ).alternatives
    }

    enum Outcome: String { case success, failure }

    /// Where the event is from, as the add-on calls it.
    static func origin<Field: DataSetField>() -> [MappingRule<Field>] {
        [
            .produced(.vendor_product, .microsoftWindows), .produced(.sourcetype, .xmlEventLog),
            .produced(.source, .xmlSecurityLog),
        ]
    }

    /// The computer, the process that acted and its user, of events about objects.
    ///
    /// Profile `splunk`: no user, for the add-on takes none from XML of these events.
    func actor<Field: EndpointField>(_ profile: Profile) -> [MappingRule<Field>] {
        MappingRule<Field>.computer(.dest)
            + [
                .copy(processID, .process_id), .copy(processName, .process_path),
                .cut(.process_name, from: .process_path, .afterBackslash),
                .same(.process_exec, as: .process_name),
            ]
            + (profile == .direct
                ? [
                    .first(
                        of: [Candidate(subjectUserName, unless: .none)] + user.candidates, .user)
                ] : [])
    }

    /// How the audited operation ended, in words of riskd.
    static func outcome<Field: DataSetField>(_ field: Field) -> MappingRule<Field> {
        .computed(field, from: outcomeFields, "how the audited operation ended") { record in
            switch outcome(record) {
            case .success: .produced(.success)
            case .failure: .produced(.failure)
            case nil: .unchanged
            }
        }
    }

    /// All that ``outcome(_:)`` looks at.
    static let outcomeFields = [SystemField.keywords, .auditType, .outcome].map(\.field)

    /// How the audited operation ended, which XML writes as 64 bits in hexadecimal, NXLog as the
    /// same bits in decimal and as an event type, winlogbeat as a keyword in the language of the
    /// machine, and ECS as an outcome.
    static func outcome(_ record: borrowing RawRecord) -> Outcome? {
        if isMarked(record, success) { return .success }
        return isMarked(record, failure) ? .failure : nil
    }

    private struct Marks {
        let keywords: [[UInt8]]
        let auditType: [UInt8]
        let outcome: [UInt8]

        init(keywords: [String], auditType: String, outcome: Outcome) {
            self.keywords = keywords.map { Array($0.utf8) }
            self.auditType = Array(auditType.utf8)
            self.outcome = Array(outcome.rawValue.utf8)
        }
    }

    private static func isMarked(_ record: borrowing RawRecord, _ marks: Marks) -> Bool {
        for keyword in marks.keywords where record.matches(.keywords, keyword) { return true }
        return record.matches(.auditType, marks.auditType)
            || record.matches(.outcome, marks.outcome)
    }

    private static let success = Marks(
        keywords: [
            "0x8020000000000000", "-9214364837600034816", "9232379236109516800", "Audit Success",
        ],
        auditType: "AUDIT_SUCCESS", outcome: .success)
    private static let failure = Marks(
        keywords: [
            "0x8010000000000000", "-9218868437227405312", "9227875636482146304", "Audit Failure",
        ],
        auditType: "AUDIT_FAILURE", outcome: .failure)
}
