/// Sysmon EventID 1, on Windows and Linux.
///
/// Source: Splunk_TA_microsoft_sysmon 4.x; the basename rule is that of its community predecessor
/// (likely unchanged).
enum SysmonProcessCreate {
    static func reads(_ raw: borrowing RawRecord) -> Bool {
        guard raw.equals(.eventID, "1") else { return false }
        if raw.has(.provider) {
            return raw.equals(.provider, "Microsoft-Windows-Sysmon") || isLinux(raw)
        }
        return raw.hasSuffix(.channel, "Sysmon/Operational")
    }

    private static func isLinux(_ raw: borrowing RawRecord) -> Bool {
        raw.equals(.provider, "Linux-Sysmon")
    }

    static func map(
        _ raw: borrowing RawRecord, _ profile: Profile, _ event: inout Event
    ) -> Normalization {
        switch raw.windowsTime {
        case .failure(let problem): return .skipped(problem.reason)
        case .success(let time): event.reset(dataSet: Processes.dataSet, time: time)
        }
        let isLinux = isLinux(raw)
        event.copy(.dest, raw, .computer)
        event.copy(.host, raw, .computer)
        event.copy(.user, raw, user(raw, profile))
        event.copy(.user_id, raw, .securityUserID)
        event.copy(.process, raw, .commandLine)
        event.copy(.process_path, raw, .image)
        event.copy(.process_name, raw, basename(raw, .image, isLinux, profile))
        event.set(Processes.Field.process_exec.id, sameAs: Processes.Field.process_name.id)
        event.copy(.process_id, raw, .processID)
        event.copy(.process_guid, raw, .processGuid)
        event.copy(.process_hash, raw, .hashes)
        event.copy(.process_integrity_level, raw, .integrityLevel)
        event.copy(.process_current_directory, raw, .currentDirectory)
        event.copy(
            .original_file_name, raw,
            profile == .splunk ? raw.unlessDash(.originalFileName) : raw.range(.originalFileName))
        event.copy(.parent_process, raw, .parentCommandLine)
        event.copy(.parent_process_path, raw, .parentImage)
        event.copy(.parent_process_name, raw, basename(raw, .parentImage, isLinux, profile))
        event.set(
            Processes.Field.parent_process_exec.id, sameAs: Processes.Field.parent_process_name.id)
        event.copy(.parent_process_id, raw, .parentProcessID)
        event.copy(.parent_process_guid, raw, .parentProcessGuid)
        event.copy(.parent_user, raw, .parentUser)
        event.set(Processes.Field.action.id, "allowed")
        event.set(Processes.Field.os.id, isLinux ? "Linux" : "Microsoft Windows")
        event.set(Processes.Field.vendor_product.id, "Microsoft Sysmon")
        event.set(
            Processes.Field.source.id,
            isLinux
                ? "Syslog:Linux-Sysmon/Operational"
                : "XmlWinEventLog:Microsoft-Windows-Sysmon/Operational")
        event.set(Processes.Field.sourcetype.id, isLinux ? "sysmon:linux" : "XmlWinEventLog")
        Processes.calculate(&event)
        return .event
    }

    /// The user without `DOMAIN\`, or as logged.
    private static func user(_ raw: borrowing RawRecord, _ profile: Profile) -> Range<Int>? {
        raw.range(.user).map {
            profile == .splunk ? raw.lastPart($0, of: UInt8(ascii: "\\")) : $0
        }
    }

    /// The last part of a path. On Windows the add-on's expression
    /// `replace(Image,"(.*\\\)(?=.*(\.\w*)$|(\w+)$)","")` cuts only where what is left ends in an
    /// extension of word characters, or is made of word characters alone.
    private static func basename(
        _ raw: borrowing RawRecord, _ field: RawField, _ isLinux: Bool, _ profile: Profile
    ) -> Range<Int>? {
        guard let range = raw.range(field) else { return nil }
        if isLinux { return raw.lastPart(range, of: UInt8(ascii: "/")) }
        let last = raw.lastPart(range, of: UInt8(ascii: "\\"))
        guard profile == .splunk else { return last }
        var wordStart = last.upperBound
        while wordStart > last.lowerBound, isWord(raw.bytes[wordStart - 1]) { wordStart -= 1 }
        let isAllWord = wordStart == last.lowerBound && !last.isEmpty
        let hasExtension =
            wordStart > last.lowerBound && raw.bytes[wordStart - 1] == UInt8(ascii: ".")
        return isAllWord || hasExtension ? last : range
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
