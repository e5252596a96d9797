/// Security EventID 4688.
///
/// Source: Splunk_TA_windows 8.1.2, `props.conf` and `transforms.conf` for
/// `XmlWinEventLog:Security`; process ids stay hexadecimal text there.
enum Security4688 {
    static func reads(_ raw: borrowing RawRecord) -> Bool {
        guard raw.equals(.eventID, "4688") else { return false }
        return raw.has(.provider)
            ? raw.equals(.provider, "Microsoft-Windows-Security-Auditing")
            : raw.equals(.channel, "Security") || raw.has(.newProcessName)
    }

    static func map(
        _ raw: borrowing RawRecord, _ profile: Profile, _ event: inout Event
    ) -> Normalization {
        switch raw.windowsTime {
        case .failure(let problem): return .skipped(problem.reason)
        case .success(let time): event.reset(dataSet: Processes.dataSet, time: time)
        }
        event.copy(.dest, raw, raw.range(.targetServerName) ?? raw.range(.computer))
        event.copy(.host, raw, .computer)
        setUser(raw, profile, &event)
        switch profile {
        case .splunk: setProcess(raw, &event)
        case .direct: event.copy(.process, raw, .commandLine)
        }
        event.copy(.process_path, raw, .newProcessName)
        event.copy(.process_name, raw, basename(raw, .newProcessName))
        event.set(Processes.Field.process_exec.id, sameAs: Processes.Field.process_name.id)
        event.copy(.process_id, raw, .newProcessID)
        event.copy(.parent_process, raw, .parentProcessName)
        event.copy(.parent_process_path, raw, .parentProcessName)
        event.copy(.parent_process_name, raw, basename(raw, .parentProcessName))
        event.copy(.parent_process_id, raw, .processID)
        // Success audits; NXLog gives the same bits as a signed decimal number.
        if raw.equals(.keywords, "0x8020000000000000")
            || raw.equals(.keywords, "-9214364837600034816")
        {
            event.set(Processes.Field.action.id, "allowed")
        }
        event.set(Processes.Field.vendor_product.id, "Microsoft Windows")
        event.set(Processes.Field.source.id, "XmlWinEventLog:Security")
        event.set(Processes.Field.sourcetype.id, "XmlWinEventLog")
        Processes.calculate(&event)
        return .event
    }

    /// The target user when there is one, else the subject; with its domain in the profile
    /// `direct`.
    private static func setUser(
        _ raw: borrowing RawRecord, _ profile: Profile, _ event: inout Event
    ) {
        let hasTarget = raw.unlessDash(.targetUserName) != nil
        let name = raw.unlessDash(hasTarget ? .targetUserName : .subjectUserName)
        let domain = raw.unlessDash(hasTarget ? .targetDomainName : .subjectDomainName)
        guard let name else { return }
        guard profile == .direct, let domain else { return event.copy(.user, raw, name) }
        event.set(
            Processes.Field.user.id,
            Array(raw.bytes[domain]) + [UInt8(ascii: "\\")] + Array(raw.bytes[name]))
    }

    private static func basename(
        _ raw: borrowing RawRecord, _ field: RawField
    ) -> Range<Int>? {
        raw.range(field).map { raw.lastPart($0, of: UInt8(ascii: "\\")) }
    }

    /// The command line; when its first word is no path, with the image's path in its place, in
    /// quotes when that has blanks; the bare path when there are no arguments.
    private static func setProcess(_ raw: borrowing RawRecord, _ event: inout Event) {
        let process = Processes.Field.process.id
        guard let line = raw.range(.commandLine) else {
            return event.copy(.process, raw, .newProcessName)
        }
        let (first, arguments) = split(raw, line)
        if raw.bytes[first].contains(UInt8(ascii: "\\")) {
            return event.copy(.process, raw, line)
        }
        guard let path = raw.range(.newProcessName) else { return }
        guard !arguments.isEmpty else { return event.copy(.process, raw, path) }
        let quote = raw.bytes[path].contains { isBlank($0) } ? [UInt8(ascii: "\"")] : []
        event.set(
            process,
            quote + Array(raw.bytes[path]) + quote + [0x20] + Array(raw.bytes[arguments]))
    }

    /// `(^\"[^\"]+\"|[^\s]+)\s*(.*)`: the first word, with its quotes, and the rest of the line.
    private static func split(
        _ raw: borrowing RawRecord, _ line: Range<Int>
    ) -> (first: Range<Int>, arguments: Range<Int>) {
        let bytes = raw.bytes
        var start = line.lowerBound
        var end = start
        if bytes[start] == UInt8(ascii: "\""),
            let close = bytes[(start + 1)..<line.upperBound].firstIndex(of: UInt8(ascii: "\"")),
            close > start + 1
        {
            end = close + 1
        } else {
            while start < line.upperBound, isBlank(bytes[start]) { start += 1 }
            end = start
            while end < line.upperBound, !isBlank(bytes[end]) { end += 1 }
        }
        var rest = end
        while rest < line.upperBound, isBlank(bytes[rest]) { rest += 1 }
        return (start..<end, rest..<line.upperBound)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }
}
