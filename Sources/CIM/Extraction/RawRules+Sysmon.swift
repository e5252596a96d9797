/// Sysmon, of Windows and of Linux; the latter names files by what stands behind the last slash.
extension RawRules {
    private static let both = RawChannels.anySysmon

    static let sysmon: [RawRule] =
        alias(
            both,
            [
                "SecurityID": "UserID", "EventChannel": "Channel", "RecordID": "EventRecordID",
                "TimeCreated": "SystemTime", "file_create_time": "CreationUtcTime",
            ])
        + ["signature", "EventDescription"].map {
            RawRule(field: $0, channels: both, value: .title(RawTitles.sysmon))
        }
        + [
            text(both, "vendor_product", "Microsoft Sysmon"),
            text(.sysmon, "os", "Microsoft Windows"), text(.sysmonForLinux, "os", "Linux"),
            eval(both, "user", [.init(name: "User", cut: .afterBackslash)]),
            RawRule(field: "dest", channels: both, events: .only([3, 22]), value: .first([])),
            hash("MD5"), hash("SHA1"), hash("SHA256"), hash("IMPHASH"),
        ] + actor + creation + connection + images + access + sysmonFiles + sysmonRegistry + names

    /// One of several hashes that stand in one text: `SHA1=…,MD5=…`.
    private static func hash(_ name: String) -> RawRule {
        RawRule(
            field: name, channels: both,
            value: .computed(
                reads: ["Hashes", "Hash"], note: "what stands behind `\(name)=`"
            ) { event, reads, field in
                let mark = Array("\(name)=".utf8)
                for hashes in reads {
                    guard let whole = event.range(of: hashes) else { continue }
                    var rest = whole
                    while !rest.isEmpty {
                        let part = Cut.leading(event.bytes, rest) { $0 == UInt8(ascii: ",") }
                        if ASCII.begins(event.bytes, part, with: mark), part.count > mark.count {
                            return event.set(
                                field, range: part.lowerBound + mark.count..<part.upperBound)
                        }
                        rest = min(part.upperBound + 1, rest.upperBound)..<rest.upperBound
                    }
                }
                event.setNull(field)
            })
    }

    // MARK: processes

    /// A path, and its last part in the fields of a program's name.
    private static func program(
        _ names: [String], _ image: String, _ events: RawRule.Events
    ) -> [RawRule] {
        names.flatMap { name in
            [
                eval(.sysmon, name, [.init(name: image, cut: .baseName)], events),
                eval(.sysmonForLinux, name, [.init(name: image, cut: .afterSlash)], events),
            ]
        }
    }

    private static let actor: [RawRule] =
        program(["process_name", "process_exec"], "Image", .except([6, 8, 10]))
        + [
            eval(both, "process_path", [.init(name: "Image")], .except([3, 6, 8, 10, 22])),
            eval(both, "process_path", [.init(name: "ImageLoaded")], .only([6])),
            eval(both, "process_id", [.init(name: "ProcessId")], .except([8, 10, 22])),
            eval(both, "process_guid", [.init(name: "ProcessGuid")], .except([8, 10])),
            eval(both, "process_hash", [.init(name: "Hashes")], .only([1, 6, 7])),
            eval(both, "process", [.init(name: "Image")], .only([5])),
        ]

    private static let creation: [RawRule] = {
        let one = RawRule.Events.only([1])
        return [
            ("process", "CommandLine"), ("parent_process", "ParentCommandLine"),
            ("parent_process_path", "ParentImage"), ("parent_process_id", "ParentProcessId"),
            ("parent_process_guid", "ParentProcessGuid"),
            ("process_current_directory", "CurrentDirectory"),
        ].map { eval(both, $0.0, [.init(name: $0.1)], one) }
            + program(["parent_process_name", "parent_process_exec"], "ParentImage", one)
            + [
                text(both, "action", "allowed", one),
                eval(
                    both, "original_file_name", [.init(name: "OriginalFileName", unlessDash: true)],
                    .only([1, 7])),
                RawRule(
                    field: "process_integrity_level", channels: both, events: one,
                    value: .computed(
                        reads: ["IntegrityLevel"], note: "IntegrityLevel in lower case"
                    ) { event, reads, field in
                        event.set(field, sameAs: reads[0])
                        event.lowercase(field)
                    }),
            ]
    }()

    private static let images: [RawRule] =
        alias(both, ["loaded_file_path": "ImageLoaded"], .only([7]))
        + program(["loaded_file"], "ImageLoaded", .only([7]))
        + alias(both, ["service_dll_signature_exists": "Signed"], .only([7]))
        + alias(both, ["service_signature_exists": "Signed"], .only([6]))
        + [
            verified("service_dll_signature_verified", 7),
            verified("service_signature_verified", 6),
        ]

    private static func verified(_ field: String, _ eventID: Int) -> RawRule {
        RawRule(
            field: field, channels: both, events: .only([eventID]),
            value: .computed(
                reads: ["SignatureStatus"], note: "`true` when SignatureStatus is `Valid`"
            ) { event, reads, field in
                guard let status = event.range(of: reads[0]) else { return event.setNull(field) }
                let isValid = ASCII.equals(event.bytes, status, Array("Valid".utf8))
                event.set(field, isValid ? "true" : "false")
            })
    }

    /// Of one process to another: the target is the process, the source its parent.
    private static let access: [RawRule] = {
        let events = RawRule.Events.only([8, 10])
        return program(["process_name", "process_exec"], "TargetImage", events)
            + program(["parent_process_name", "parent_process_exec"], "SourceImage", events)
            + [
                eval(both, "process_path", [.init(name: "TargetImage")], events),
                eval(both, "process_id", [.init(name: "TargetProcessId")], events),
                eval(
                    both, "process_guid",
                    [.init(name: "TargetProcessGUID"), .init(name: "TargetProcessGuid")], events),
                eval(both, "parent_process_path", [.init(name: "SourceImage")], events),
                eval(both, "parent_process_id", [.init(name: "SourceProcessId")], events),
                eval(
                    both, "parent_process_guid",
                    [.init(name: "SourceProcessGUID"), .init(name: "SourceProcessGuid")], events),
            ] + alias(both, ["granted_access": "GrantedAccess"], .only([10]))
            + alias(
                both,
                [
                    "src_address": "StartAddress", "src_function": "StartFunction",
                    "src_module": "StartModule",
                ], .only([8]))
    }()

    // MARK: network

    private static let connection: [RawRule] = {
        let three = RawRule.Events.only([3])
        return alias(
            both,
            [
                "src_ip": "SourceIp", "src_port": "SourcePort", "dest_ip": "DestinationIp",
                "dest_port": "DestinationPort", "transport": "Protocol", "app": "Image",
                "src_host": "SourceHostname",
            ], three)
            + [
                eval(
                    both, "dest",
                    [
                        .init(name: "DestinationHostname", unlessDash: true),
                        .init(name: "DestinationIp"),
                    ], three),
                eval(
                    both, "src",
                    [.init(name: "SourceHostname", unlessDash: true), .init(name: "SourceIp")],
                    three),
                choice("direction", "Initiated", "true", "outbound", "inbound", three),
                choice("protocol_version", "SourceIsIpv6", "true", "ipv6", "ipv4", three),
                text(both, "protocol", "ip", three), text(both, "action", "allowed", three),
            ]
    }()

    /// One of two texts, by whether a field has a value.
    private static func choice(
        _ field: String, _ name: String, _ value: String, _ ifSo: String, _ ifNot: String,
        _ events: RawRule.Events
    ) -> RawRule {
        RawRule(
            field: field, channels: both, events: events,
            value: .computed(
                reads: [name], note: "`\(ifSo)` when \(name) is `\(value)`, else `\(ifNot)`"
            ) { event, reads, field in
                guard let range = event.range(of: reads[0]) else { return event.setNull(field) }
                let isSo = ASCII.equals(event.bytes, range, Array(value.utf8))
                event.set(field, isSo ? ifSo : ifNot)
            })
    }

    /// Pipes and names: 17, 18 and 22.
    private static let names: [RawRule] = {
        let query = RawRule.Events.only([22])
        return alias(both, ["pipe_name": "PipeName"], .only([17, 18]))
            + alias(both, ["query": "QueryName", "reply_code_id": "QueryStatus"], query)
            + [
                eval(both, "src", [.init(name: "Computer")], query),
                RawRule(
                    field: "answer", channels: both, events: query,
                    value: .computed(
                        reads: ["QueryResults"], note: "every answer in QueryResults"
                    ) { event, reads, field in
                        let bytes = event.bytes
                        let results = event.range(of: reads[0]) ?? 0..<0
                        event.set(
                            field, values: SysmonDNSQuery.values(of: bytes, results))
                    }),
            ]
    }()
}
