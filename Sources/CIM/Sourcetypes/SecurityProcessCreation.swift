/// Windows Security event 4688, "A new process has been created".
///
/// Process ids stay the hexadecimal text of the log, in both profiles.
///
/// Source: Splunk_TA_windows 8.1.2, stanza `source::XmlWinEventLog:Security`.
struct SecurityProcessCreation: Sourcetype {
    typealias Target = Processes

    static let sourceEvents = [SourceEvent.windows(.security, eventID: 4688)]

    private let commandLine: RawField
    private let newProcessName: RawField
    private let parentProcessName: RawField
    private let newProcessID: RawField
    private let processID: RawField
    private let subjectUserName: RawField
    private let targetUserName: RawField
    private let targetServerName: RawField
    private let user: SecurityUser

    var identifications: [Identification] { [.computer, user.identification] }
    let required: [RawField]
    let alternatives: [Alternative]

    init(names: inout RawFieldNames) {
        commandLine = names.data("CommandLine")
        newProcessName = names.data("NewProcessName")
        parentProcessName = names.data("ParentProcessName")
        newProcessID = names.data("NewProcessId")
        processID = names.data("ProcessId")
        subjectUserName = names.data("SubjectUserName")
        targetUserName = names.data("TargetUserName")
        targetServerName = names.data("TargetServerName")
        user = SecurityUser(
            names: &names, stated: [targetUserName, subjectUserName],
            accounts: ["TargetUserSid", "SubjectUserSid"])
        required = [newProcessName, commandLine]
        alternatives =
            ECSFields(
                [
                    "NewProcessName": ["process.executable"], "NewProcessId": ["process.pid"],
                    "CommandLine": ["process.command_line"],
                    "ParentProcessName": ["process.parent.executable"],
                    "ProcessId": ["process.parent.pid"], "SubjectUserName": ["user.name"],
                ], names: &names
            ).alternatives
    }

    func rules(_ profile: Profile) -> [Rule] {
        let users = [
            Candidate(targetUserName, unless: .none), Candidate(subjectUserName, unless: .none),
        ]
        return Rule.computer(.dest)
            + [
                .copy(targetServerName, .dest), .copy(newProcessName, .process_path),
                .cut(.process_name, from: .process_path, .afterBackslash),
                .same(.process_exec, as: .process_name), .copy(newProcessID, .process_id),
                .copy(parentProcessName, .parent_process_path),
                .same(.parent_process, as: .parent_process_path),
                .cut(.parent_process_name, from: .parent_process_path, .afterBackslash),
                .copy(processID, .parent_process_id),
                .first(of: users + user.candidates, .user),
                .copy(commandLine, .process),
            ] + (profile == .splunk ? [absent, completed] : [blank])
            + [allowed] + SecurityEvent.origin()
    }

    /// Windows writes this event for processes that were created, so a keyword that is not the one
    /// of failed audits, in whatever language, is the one of successful ones.
    private var allowed: Rule {
        .computed(.action, from: SecurityEvent.outcomeFields, "allowed unless the audit failed") {
            record in
            switch SecurityEvent.outcome(record) {
            case .success: .produced(.allowed)
            case .failure: .unchanged
            case nil: record.range(.keywords) != nil ? .produced(.allowed) : .unchanged
            }
        }
    }

    /// Profile `direct`: the command line as logged; the image's path where Windows is not told to
    /// log command lines, and writes none, a dash or blanks.
    private var blank: Rule {
        .same(.process, as: .process_path).when(
            MappingCondition("without a command line", reads: [commandLine]) { record in
                record.isNone(commandLine)
                    || record.range(commandLine).map {
                        record.arena[$0].allSatisfy(ASCII.isSpace)
                    } ?? true
            })
    }

    private var absent: Rule {
        .same(.process, as: .process_path).when(
            MappingCondition("without a command line", reads: [commandLine]) { record in
                record.range(commandLine) == nil
            })
    }

    /// `process`: the command line, but the image's path in place of a first word without one.
    ///
    /// The first word is `^"[^"]+"`, or else the first run of anything but white space; arguments
    /// are what follows it and any white space, to the end of the line. So `bitsadmin  /list`
    /// becomes `C:\Windows\System32\bitsadmin.exe /list`.
    private var completed: Rule {
        .computed(
            .process, from: [commandLine, newProcessName],
            "NewProcessName in place of a first word without a path"
        ) { record in
            guard let line = record.range(commandLine), let path = record.range(newProcessName)
            else { return .unchanged }
            switch Self.completion(record.arena, line: line, path: path) {
            case .line: return .unchanged
            case .path: return .text(path)
            case .joined(let arguments, let isQuoted):
                let quote: [MappedValue.Part] = isQuoted ? [.separator(.quote)] : []
                return .joined(
                    quote + [.text(path)] + quote + [.separator(.blank), .text(arguments)])
            }
        }
    }

    /// What becomes of a command line and the path of the image.
    enum Completion {
        case line, path
        /// The path, within quotes or not, a blank, the arguments.
        case joined(arguments: Range<Int>, isQuoted: Bool)
    }

    static func completion(
        _ bytes: [UInt8], line: Range<Int>, path: Range<Int>
    ) -> Completion {
        let word = firstWord(bytes, line)
        if bytes[word].contains(UInt8(ascii: "\\")) { return .line }
        var start = word.upperBound
        while start < line.upperBound, ASCII.isSpace(bytes[start]) { start += 1 }
        let arguments = Cut.leading(bytes, start..<line.upperBound) { $0 == 0x0A }
        if arguments.isEmpty { return .path }
        return .joined(
            arguments: arguments, isQuoted: bytes[path].contains(where: ASCII.isSpace))
    }

    private static func firstWord(_ bytes: [UInt8], _ line: Range<Int>) -> Range<Int> {
        if bytes[line.lowerBound] == UInt8(ascii: "\"") {
            let quoted = Cut.leading(bytes, line.lowerBound + 1..<line.upperBound) {
                $0 == UInt8(ascii: "\"")
            }
            if !quoted.isEmpty, quoted.upperBound < line.upperBound {
                return line.lowerBound..<quoted.upperBound + 1
            }
        }
        var start = line.lowerBound
        while start < line.upperBound, ASCII.isSpace(bytes[start]) { start += 1 }
        return Cut.leading(bytes, start..<line.upperBound, until: ASCII.isSpace)
    }
}
