/// CrowdStrike Falcon Data Replicator, `ProcessRollup2`.
///
/// Source: a dump of Splunk_TA_CrowdStrike_FDR 3.2.0 (expressions cut at 250 characters), so
/// likely rather than certain. The name is cut out of the command line, therefore
/// `bitsadmin /create x` gives `bitsadmin`, which a search for `bitsadmin.exe` misses; the profile
/// `direct` takes the image's name.
enum FalconProcessRollup2 {
    static func reads(_ raw: borrowing RawRecord) -> Bool {
        raw.equals(.eventSimpleName, "ProcessRollup2")
    }

    static func map(
        _ raw: borrowing RawRecord, _ profile: Profile, _ event: inout Event
    ) -> Normalization {
        switch raw.time(.falconTimestamp) {
        case .failure(let problem): return .skipped(problem.reason)
        case .success(let time): event.reset(dataSet: Processes.dataSet, time: time)
        }
        let host = raw.range(.deviceHostname) ?? raw.range(.computerName)
        event.copy(.dest, raw, profile == .direct ? host ?? raw.range(.agentID) : host)
        event.copy(.host, raw, host)
        event.copy(
            .user, raw,
            raw.range(.userName) ?? raw.range(.userPrincipal) ?? raw.range(.userSID)
                ?? raw.range(.uid))
        event.copy(.user_id, raw, raw.range(.userSID) ?? raw.range(.uid))
        let isWindows = !raw.has(.platform) || raw.equals(.platform, "Win")
        switch profile {
        case .splunk: setProcess(raw, isWindows, &event)
        case .direct:
            event.copy(.process, raw, .commandLine)
            event.copy(.process_path, raw, .imageFileName)
            event.copy(.process_name, raw, raw.range(.imageFileName).map { fileName(raw, $0) })
            event.copy(.process_id, raw, .rawProcessID)
            event.copy(.process_guid, raw, .targetProcessID)
        }
        event.copy(.process_exec, raw, raw.range(.imageFileName).map { fileName(raw, $0) })
        event.copy(.parent_process_id, raw, .parentProcessID)
        event.copy(.parent_process_name, raw, .parentBaseFileName)
        event.copy(.parent_process_exec, raw, .parentBaseFileName)
        event.copy(.process_hash, raw, .sha256)
        setIntegrity(raw, &event)
        event.set(Processes.Field.action.id, "allowed")
        event.set(Processes.Field.vendor_product.id, "CrowdStrike FDR")
        event.set(Processes.Field.source.id, "crowdstrike")
        event.set(Processes.Field.sourcetype.id, "crowdstrike:events:sensor")
        Processes.calculate(&event)
        return .event
    }

    private static func setProcess(
        _ raw: borrowing RawRecord, _ isWindows: Bool, _ event: inout Event
    ) {
        event.copy(.process_id, raw, .targetProcessID)
        if !isWindows { event.copy(.process_path, raw, .imageFileName) }
        guard let line = raw.range(.commandLine) else { return }
        let trimmed = trim(raw, line)
        event.set(
            Processes.Field.process.id, raw.bytes[trimmed].filter { $0 != UInt8(ascii: "\"") })
        let program = program(raw, line)
        if isWindows { event.copy(.process_path, raw, program) }
        let separator = UInt8(ascii: isWindows ? "\\" : "/")
        event.copy(.process_name, raw, raw.lastPart(program, of: separator))
    }

    /// What stands between the first two quotes of a command line that begins with one, else its
    /// first word.
    private static func program(
        _ raw: borrowing RawRecord, _ line: Range<Int>
    ) -> Range<Int> {
        let bytes = raw.bytes
        if bytes[line.lowerBound] == UInt8(ascii: "\"") {
            let inside = line.dropFirst()
            if let close = bytes[inside].firstIndex(of: UInt8(ascii: "\"")) {
                return inside.lowerBound..<close
            }
        }
        let trimmed = trim(raw, line)
        let end = bytes[trimmed].firstIndex(of: 0x20) ?? trimmed.upperBound
        return trimmed.lowerBound..<end
    }

    private static func trim(_ raw: borrowing RawRecord, _ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, raw.bytes[start] == 0x20 { start += 1 }
        while end > start, raw.bytes[end - 1] == 0x20 { end -= 1 }
        return start..<end
    }

    /// The last part of a path of either kind.
    private static func fileName(_ raw: borrowing RawRecord, _ path: Range<Int>) -> Range<Int> {
        let last = raw.lastPart(path, of: UInt8(ascii: "\\"))
        return raw.lastPart(last, of: UInt8(ascii: "/"))
    }

    /// Source: Windows mandatory integrity levels, `SECURITY_MANDATORY_*_RID`.
    private static func setIntegrity(_ raw: borrowing RawRecord, _ event: inout Event) {
        let names: [(rid: StaticString, name: String)] = [
            ("0", "untrusted"), ("4096", "low"), ("8192", "medium"), ("8448", "medium_plus"),
            ("12288", "high"), ("16384", "system"), ("20480", "protected"),
        ]
        for (rid, name) in names where raw.equals(.integrityLevel, rid) {
            event.set(Processes.Field.process_integrity_level.id, name)
        }
    }
}
