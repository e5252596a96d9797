/// Windows Security event 4688, "A new process has been created".
///
/// Process ids stay the hexadecimal text of the log, in both profiles.
///
/// Source: Splunk_TA_windows 8.1.2, stanza `source::XmlWinEventLog:Security`.
struct SecurityProcessCreation: Sourcetype {
    typealias Target = Processes

    static let recordTypes = [RecordType.windows(.security, eventID: 4688)]

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

    func map(_ record: borrowing RawRecord, profile: Profile, into event: inout Event) {
        record.copyComputer(to: Field.dest, of: &event)
        record.copy(targetServerName, to: Field.dest, of: &event)
        record.copy(newProcessName, to: Field.process_path, of: &event)
        event.set(Field.process_name, from: .process_path, cut: Cut.afterBackslash)
        event.set(Field.process_exec, sameAs: .process_name)
        record.copy(newProcessID, to: Field.process_id, of: &event)
        record.copy(parentProcessName, to: Field.parent_process_path, of: &event)
        event.set(Field.parent_process, sameAs: .parent_process_path)
        event.set(Field.parent_process_name, from: .parent_process_path, cut: Cut.afterBackslash)
        record.copy(processID, to: Field.parent_process_id, of: &event)
        if !record.isNone(targetUserName) {
            record.copy(targetUserName, to: Field.user, of: &event)
        } else if !record.isNone(subjectUserName) {
            record.copy(subjectUserName, to: Field.user, of: &event)
        } else {
            user.copy(record, to: Field.user, of: &event)
        }
        switch profile {
        case .direct: setCommandLine(record, of: &event)
        case .splunk: setProcess(record, of: &event)
        }
        if isAllowed(record) { event.set(Field.action, "allowed") }
        SecurityEvent.setOrigin(Field.self, of: &event)
    }

    /// Windows writes this event for processes that were created, so a keyword that is not the one
    /// of failed audits, in whatever language, is the one of successful ones.
    private func isAllowed(_ record: borrowing RawRecord) -> Bool {
        switch SecurityEvent.outcome(record) {
        case .success: true
        case .failure: false
        case nil: record.range(.keywords) != nil
        }
    }

    /// Profile `direct`: the command line as logged; the image's path where Windows is not told to
    /// log command lines, and writes none, a dash or blanks.
    private func setCommandLine(_ record: borrowing RawRecord, of event: inout Event) {
        let isNone =
            record.isNone(commandLine)
            || record.range(commandLine).map { record.arena[$0].allSatisfy(ASCII.isSpace) } ?? true
        if isNone {
            event.set(Field.process, sameAs: .process_path)
        } else {
            record.copy(commandLine, to: Field.process, of: &event)
        }
    }

    /// `process`: the command line, but the image's path in place of a first word without one.
    ///
    /// The first word is `^"[^"]+"`, or else the first run of anything but white space; arguments
    /// are what follows it and any white space, to the end of the line. So `bitsadmin  /list`
    /// becomes `C:\Windows\System32\bitsadmin.exe /list`.
    private func setProcess(_ record: borrowing RawRecord, of event: inout Event) {
        guard let line = record.range(commandLine) else {
            event.set(Field.process, sameAs: .process_path)
            return
        }
        let word = Self.firstWord(record.arena, line)
        let hasPath = record.arena[word].contains(UInt8(ascii: "\\"))
        guard !hasPath, let path = record.range(newProcessName) else {
            record.copy(commandLine, to: Field.process, of: &event)
            return
        }
        var start = word.upperBound
        while start < line.upperBound, ASCII.isSpace(record.arena[start]) { start += 1 }
        let arguments = Cut.leading(record.arena, start..<line.upperBound) { $0 == 0x0A }
        if arguments.isEmpty {
            event.set(Field.process, sameAs: .process_path)
            return
        }
        let quotes = record.arena[path].contains(where: ASCII.isSpace) ? 1 : 0
        let quote = repeatElement(UInt8(ascii: "\""), count: quotes)
        event.set(Field.process, quote)
        event.extend(Field.process, by: record.arena[path])
        event.extend(Field.process, by: quote)
        event.extend(Field.process, by: CollectionOfOne(0x20))
        event.extend(Field.process, by: record.arena[arguments])
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
