/// Which records answer rules of which log source.
package struct LogSourceTable: Hashable, Sendable {
    /// Records that the operator says answer rules of a log source, beside those that are known.
    package struct Custom: Hashable, Sendable {
        package var logSource: LogSource
        package var records: RecordSource

        package init(_ logSource: LogSource, _ records: RecordSource) {
            self.logSource = logSource
            self.records = records
        }
    }

    package var custom: [Custom]

    package init(custom: [Custom] = []) { self.custom = custom }

    package enum Answer: Hashable, Sendable {
        case sources([RecordSource])
        /// Why riskd reads no such records.
        case notRead(String)
    }

    package static let standard = LogSourceTable()

    /// Categories that Sigma has for Windows and no event log answers: they need a trace of the kernel.
    private static let traced: Set = ["file_access", "file_rename"]

    /// What is known, and behind it what the operator says.
    package func answer(_ source: LogSource) -> Answer {
        let own = custom.filter { $0.logSource.covers(source) }.map(\.records)
        if own.isEmpty { return known(source) }
        guard case .sources(let found) = known(source) else { return .sources(own) }
        return .sources(found + own)
    }

    private func known(_ source: LogSource) -> Answer {
        switch (source.product, source.category, source.service) {
        case ("windows"?, let category, let service): return windows(category, service)
        case ("linux"?, let category?, nil): return linux(category, of: source)
        case (nil, let category?, nil):
            let found = everywhere(category)
            return found.isEmpty ? notRead(source) : .sources(found)
        default: return notRead(source)
        }
    }

    private func notRead(_ source: LogSource) -> Answer {
        .notRead(
            "no records of \(source) are read: riskd reads Windows event logs, Sysmon for Linux and "
                + "the process events of CrowdStrike FDR")
    }

    // MARK: - Windows

    private func windows(_ category: String?, _ service: String?) -> Answer {
        guard let category else {
            guard let service else { return .sources([RecordSource("any Windows event log")]) }
            if let found = WindowsChannels.service(service) { return .sources([found]) }
            return .notRead(
                "the service windows/\(service) is not known: its channel is in no table of Sigma")
        }
        let found = windows(category).filter { candidate in
            guard let service else { return true }
            return WindowsChannels.services[service].map { candidate.channels == $0 } ?? false
        }
        if !found.isEmpty { return .sources(found) }
        if Self.traced.contains(category) {
            return .notRead(
                "no event log has windows/\(category): Windows tells it in traces of the kernel only"
            )
        }
        let place = LogSource(product: "windows", category: category, service: service)
        return .notRead("the log source \(place) is not known: no event is in any table of Sigma")
    }

    private func windows(_ category: String) -> [RecordSource] {
        var found: [RecordSource] = []
        if let sysmon = SysmonSources.windows(category) { found.append(sysmon) }
        if let (service, id) = WindowsChannels.powerShell[category],
            let source = WindowsChannels.service(service, ids: [id])
        {
            found.append(source)
        }
        if category == "process_creation" { found += [Self.securityProcess, Self.falconProcess] }
        if category == "antivirus" { found.append(Self.defender) }
        return found
    }

    // MARK: - Others

    private func linux(_ category: String, of source: LogSource) -> Answer {
        guard let sysmon = SysmonSources.linux(category) else { return notRead(source) }
        return .sources([sysmon] + (category == "process_creation" ? [Self.falconProcess] : []))
    }

    private func everywhere(_ category: String) -> [RecordSource] {
        var found = windows(category)
        if let sysmon = SysmonSources.linux(category) { found.append(sysmon) }
        return found
    }

    /// The process events of Windows itself.
    ///
    /// `User` is left out: the event has the name without the domain that rules look for.
    ///
    /// Source: SigmaHQ, `tests/thor.yml`, `process_creation_2`; Sigma specification 2.1, "Field Usage".
    private static let securityProcess: RecordSource = {
        var source = RecordSource("Security 4688")
        source.channels = ["Security"]
        source.eventIDs = [4688]
        source.renamed = [
            "Image": "NewProcessName", "ParentImage": "ParentProcessName",
            "ProcessId": "NewProcessId", "ParentProcessId": "ProcessId",
            "LogonId": "SubjectLogonId", "IntegrityLevel": "MandatoryLabel",
        ]
        source.fields = Set(source.renamed.keys).union([
            "CommandLine", "Channel", "Computer", "ComputerName", "EventID", "EventLog",
            "MandatoryLabel", "NewProcessId", "NewProcessName", "ParentProcessName",
            "Provider_Name", "SubjectDomainName", "SubjectLogonId", "SubjectUserName",
            "SubjectUserSid", "TargetDomainName", "TargetLogonId", "TargetUserName",
            "TargetUserSid", "TokenElevationType",
        ])
        return source
    }()

    /// Processes that CrowdStrike's sensor saw start.
    ///
    /// Source: CrowdStrike, "Falcon Data Replicator", events `ProcessRollup2`, `SyntheticProcessRollup2`.
    private static let falconProcess: RecordSource = {
        var source = RecordSource("CrowdStrike FDR ProcessRollup2", .falcon)
        source.renamed = [
            "Image": "ImageFileName", "ProcessId": "RawProcessId", "User": "UserName",
            "sha256": "SHA256HashData", "md5": "MD5HashData",
        ]
        source.fields = Set(source.renamed.keys).union(["CommandLine"])
        return source
    }()

    /// What Defender found.
    ///
    /// Source: SigmaHQ, `tests/thor.yml`, `windows-defender-antivirus-mapping`.
    private static let defender: RecordSource = {
        var source = RecordSource("Windows Defender 1006 … 1116")
        source.channels = WindowsChannels.services["windefend"] ?? []
        source.eventIDs = [
            1006, 1007, 1008, 1009, 1010, 1011, 1012, 1017, 1018, 1019, 1115, 1116,
        ]
        source.renamed = WindowsChannels.defenderFields.merging(
            ["Signature": "Threat_Name", "Filename": "Path"]) { first, _ in first }
        return source
    }()
}
