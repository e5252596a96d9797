/// Stanza `source::XmlWinEventLog:Security`.
extension RawRules {
    static let security: [RawRule] =
        alias(
            .security,
            [
                "Logon_ID": "SubjectLogonId", "session_id": "SubjectLogonId",
                "Logon_Type": "LogonType", "Caller_User_Name": "SubjectUserName",
                "Caller_Domain": "SubjectDomainName", "Target_User_Name": "TargetUserName",
                "Target_Domain": "TargetDomainName", "Target_Server_Name": "TargetServerName",
                "object_file_path": "ObjectName", "dest_port": "DestPort", "src_port": "IpPort",
            ])
        + alias(.security, ["src_port": "SourcePort"], .only([5_158]))
        + alias(.security, ["Group_Name": "TargetUserName"], .only(groups))
        + [
            eval(
                .security, "dest",
                [
                    .init(name: "TargetServerName", unlessDash: true, cut: .withoutBackslashes),
                    .init(name: "Computer"),
                ]),
            eval(
                .security, "user",
                [.init(name: "TargetUserName"), .init(name: "User", cut: .afterBackslash)]),
            eval(
                .security, "user",
                [
                    .init(name: "TargetUserName", unlessDash: true),
                    .init(name: "SubjectUserName", unlessDash: true),
                ], .only([4_688])),
            eval(.security, "user", [.init(name: "NewTargetUserName")], .only([4_781])),
            eval(.security, "src_user", [.init(name: "SubjectUserName", unlessDash: true)]),
            source, eval(.security, "src_ip", [.init(name: "IpAddress", cut: .notLocal)]),
            eval(.security, "object_file_name", [.init(name: "ObjectName", cut: .lastPart)]),
        ] + process + files + outcome

    /// Events about groups, whose target is the group.
    private static let groups = Set(
        Array(4_727...4_735) + [4_737] + Array(4_744...4_764) + [4_799])

    /// The first that is there counts, and a dash stands for none.
    private static let source = RawRule(
        field: "src", channels: .security,
        value: .computed(
            reads: ["Workstation", "WorkstationName", "IpAddress"],
            note: "the first of Workstation, WorkstationName, IpAddress that is there, unless `-`"
        ) { event, reads, field in
            guard let first = reads.first(where: { event.range(of: $0) != nil }),
                let range = event.range(of: first), !event.isDash(range)
            else { return event.setNull(field) }
            event.set(
                field, range: RawCut.withoutBackslashes.apply(event.bytes, range) ?? range)
        })

    // MARK: processes

    private static let process: [RawRule] =
        ["process", "process_path", "process_name"].map {
            eval(.security, $0, [.init(name: "ProcessName")])
        } + [
            // The log's own process, and not that of the event.
            eval(.security, "process_id", [.init(name: "ProcessID")]),
            eval(.security, "process_path", [.init(name: "NewProcessName")], creation),
            eval(
                .security, "process_name",
                [.init(name: "NewProcessName", cut: .afterBackslash)], creation),
            eval(
                .security, "process_exec",
                [.init(name: "NewProcessName", cut: .afterBackslash)], creation),
            eval(.security, "process_id", [.init(name: "NewProcessId")], creation),
            eval(.security, "parent_process_id", [.init(name: "ProcessId")], creation),
            eval(.security, "parent_process_path", [.init(name: "ParentProcessName")], creation),
            eval(
                .security, "parent_process_name",
                [.init(name: "ParentProcessName", cut: .afterBackslash)], creation),
            RawRule(
                field: "process", channels: .security, events: creation,
                value: .computed(
                    reads: ["CommandLine", "NewProcessName"],
                    note: "CommandLine with NewProcessName in place of a first word without a path",
                    completed)),
        ]

    private static let creation = RawRule.Events.only([4_688])

    /// As the data model has it: ``SecurityProcessCreation``.
    private static let completed: RawRule.Computation = { event, reads, field in
        let (line, path) = (event.range(of: reads[0]), event.range(of: reads[1]))
        guard let line, let path else {
            return line == nil
                ? event.set(field, sameAs: reads[1])
                : event.set(field, sameAs: reads[0])
        }
        switch SecurityProcessCreation.completion(event.bytes, line: line, path: path) {
        case .line: event.set(field, range: line)
        case .path: event.set(field, range: path)
        case .joined(let arguments, let isQuoted):
            let start = event.bytes.count
            let quote = isQuoted ? [UInt8(ascii: "\"")] : []
            event.append(quote + event.bytes[path] + quote)
            event.append(UInt8(ascii: " "))
            event.append(Array(event.bytes[arguments]))
            event.set(field, range: start..<event.bytes.count)
        }
    }

    // MARK: files

    private static let files: [RawRule] = [
        file("file_path", "KeyFilePath", "ShareLocalPath", nil),
        file("file_name", "FileName", "ShareName", .lastPart),
    ]

    /// - Parameters:
    ///   - own: What names the file by itself.
    ///   - share: What names it where the object is none.
    private static func file(
        _ field: String, _ own: String, _ share: String, _ cut: RawCut?
    ) -> RawRule {
        let part = cut == nil ? "" : ", the last part"
        return RawRule(
            field: field, channels: .security,
            value: .computed(
                reads: [own, "ObjectType", "ObjectName", share],
                note: "\(own), else ObjectName\(part) when ObjectType is `File`, else \(share)"
            ) { event, reads, field in
                if event.range(of: reads[0]) != nil { return event.set(field, sameAs: reads[0]) }
                if let type = event.range(of: reads[1]), let object = event.range(of: reads[2]),
                    // `=` of an eval: case counts.
                    event.bytes[type].elementsEqual("File".utf8)
                {
                    let range = cut.map { $0.apply(event.bytes, object) ?? object } ?? object
                    return event.set(field, range: range)
                }
                event.set(field, sameAs: reads[3])
            })
    }

    // MARK: outcome

    private static let outcome: [RawRule] = [
        outcome("status", success: "success"), outcome("action", success: "success"),
        outcome("action", success: "allowed", creation),
    ]

    /// What the bits of the keywords say; an event's own `Status` does not count.
    private static func outcome(
        _ field: String, success: String, _ events: RawRule.Events = .all
    ) -> RawRule {
        RawRule(
            field: field, channels: .security, events: events,
            value: .computed(
                reads: ["Keywords"],
                note: "`\(success)` for Keywords 0x802…, `failure` for 0x801…"
            ) { event, reads, field in
                guard let range = event.range(of: reads[0]) else { return event.setNull(field) }
                if ASCII.begins(event.bytes, range, with: Array("0x802".utf8)) {
                    event.set(field, success)
                } else if ASCII.begins(event.bytes, range, with: Array("0x801".utf8)) {
                    event.set(field, "failure")
                } else {
                    event.setNull(field)
                }
            })
    }
}

extension Event {
    /// Whether a value is the dash that Windows writes in place of none.
    func isDash(_ range: Range<Int>) -> Bool {
        range.count == 1 && bytes[range.lowerBound] == UInt8(ascii: "-")
    }
}
