/// Sysmon's events about files and the registry.
extension RawRules {
    private static let both = RawChannels.anySysmon

    // MARK: files

    static let sysmonFiles: [RawRule] = {
        let all = RawRule.Events.only([2, 11, 15, 23, 26])
        return alias(both, ["file_path": "TargetFilename"], all)
            + [
                eval(
                    .sysmon, "file_name", [.init(name: "TargetFilename", cut: .afterBackslash)],
                    all),
                eval(
                    .sysmonForLinux, "file_name",
                    [.init(name: "TargetFilename", cut: .afterSlash)], all),
                eval(
                    both, "file_hash", [.init(name: "Hashes"), .init(name: "Hash")],
                    .only([15, 23, 26])),
                eval(both, "file_modify_time", [.init(name: "UtcTime")], .only([23, 26])),
                text(both, "object_category", "file", .only([2, 11, 23, 26])),
                text(both, "action", "modified", .only([2])),
                text(both, "action", "created", .only([15])),
                text(both, "action", "deleted", .only([23, 26])), written,
            ]
    }()

    /// The event is the same for a new file and for one that is overwritten.
    private static let written = RawRule(
        field: "action", channels: both, events: .only([11]),
        value: .computed(
            reads: ["UtcTime", "CreationUtcTime"],
            note: "`created` when CreationUtcTime is UtcTime, else `modified`"
        ) { event, reads, field in
            guard let time = event.range(of: reads[0]) else { return event.set(field, "modified") }
            let isNew =
                event.range(of: reads[1]).map { event.bytes[$0] == event.bytes[time] } ?? true
            event.set(field, isNew ? "created" : "modified")
        })

    // MARK: registry

    static let sysmonRegistry: [RawRule] = {
        let all = RawRule.Events.only([12, 13, 14])
        let set = RawRule.Events.only([13])
        return alias(both, ["registry_path": "TargetObject", "object_path": "TargetObject"], all)
            + [
                eval(both, "registry_key_name", [.init(name: "TargetObject")], .only([12, 14])),
                eval(
                    both, "registry_key_name",
                    [.init(name: "TargetObject", cut: .beforeBackslash)], set),
                eval(
                    both, "registry_value_name",
                    [.init(name: "TargetObject", cut: .afterBackslash)], set),
                RawRule(
                    field: "registry_value_data", channels: both, events: set,
                    value: .computed(
                        reads: ["Details"], note: "Details, or what it has in brackets"
                    ) { event, reads, field in
                        guard let details = event.range(of: reads[0]) else {
                            return event.setNull(field)
                        }
                        event.set(
                            field, range: SysmonRegistryChange.data(event.bytes, details))
                    }),
                text(both, "object_category", "registry", all),
                text(both, "status", "success", all),
                text(both, "action", "modified", .only([13, 14])), changed,
            ]
    }()

    private static let changed = RawRule(
        field: "action", channels: both, events: .only([12]),
        value: .computed(
            reads: ["EventType"], note: "`created` or `deleted` by EventType"
        ) { event, reads, field in
            guard let type = event.range(of: reads[0]) else { return event.setNull(field) }
            if ASCII.begins(event.bytes, type, with: Array("Delete".utf8)) {
                event.set(field, "deleted")
            } else if ASCII.begins(event.bytes, type, with: Array("Create".utf8)) {
                event.set(field, "created")
            } else {
                event.setNull(field)
            }
        })
}
