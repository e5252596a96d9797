/// What only the wide table knows.
extension JSONShape {
    mutating func addWide() {
        for (name, field) in [
            // Splunk, WMI
            ("EventCode", SystemField.eventID), ("EventIdentifier", .eventID),
            ("InstanceId", .eventID), ("ProviderGuid", .providerGUID),
            ("ProviderId", .providerGUID), ("SystemTime", .timeCreated),
        ] { set(.root, name, field) }
        // Other programs' ids are spelled alike but for the case. This is PowerShell's.
        set(.root, "Id", exact(.eventID), isFolded: false)
        for name in ["_time", "time", "date", "ts", "__REALTIME_TIMESTAMP", "p_event_time"] {
            set(.root, name, exact(.envelopeTime), isFolded: false)
        }
        // A string is Promtail's provider or Splunk's channel; an object is of the schema.
        set(.root, "source", weak(.provider, child: .source), isFolded: false)
        // Of an object it is the shipper's.
        set(.root, "host", weak(.host, child: .ignored), isFolded: false)
        set(.root, "Security", JSONRole(child: .security))
        set(.root, "data", JSONRole(child: .dataObject))
        for context in [JSONContext.root, .dataObject] {
            set(context, "win", JSONRole(child: .wazuh))
        }
        set(.wazuh, "system", JSONRole(child: .system))
        set(.wazuh, "eventdata", .eventDataXML, child: .eventData)
        set(.root, "WinEvtChannel", JSONRole(child: .event))
        set(.winlog, "provider_guid", .providerGUID)
        for (name, field) in [
            ("ProviderName", SystemField.provider), ("ProviderGuid", .providerGUID),
            ("SystemTime", .timeCreated),
        ] { set(.system, name, field) }
        set(.provider, "Guid", .providerGUID)
        set(.text, "id", JSONRole(slot: JSONRole.inheritedSlot))
        set(.eventData, "data", JSONRole(child: .dataItem))
        for (name, field, child) in [
            ("Provider", SystemField.provider, JSONContext.provider),
            ("TimeCreated", .timeCreated, .timeCreated), ("Security", .userID, .security),
        ] {
            for suffix in ["_attributes", "_attr"] {
                set(.system, name + suffix, JSONRole(slot: field.rawValue, child: child))
            }
        }
    }

    /// The names of data that have dots in them, as paths of objects.
    mutating func addECS(_ names: RawFieldNames) {
        for (name, context, parent) in [
            ("process", JSONContext.process, JSONContext.root), ("file", .file, .root),
            ("registry", .registry, .root), ("dns", .dns, .root),
            ("destination", .destination, .root), ("network", .network, .root),
            ("parent", .processParent, .process), ("pe", .processPE, .process),
            ("hash", .processHash, .process), ("hash", .fileHash, .file),
            ("data", .registryData, .registry), ("question", .dnsQuestion, .dns),
        ] { set(parent, name, JSONRole(child: context)) }
        // A string is the user of the event, where keys are in lower case.
        for (index, name) in names.dataNames.enumerated() where name == "User" {
            let slot = names.slot(ofDataName: index).index
            set(.root, "user", JSONRole(slot: slot, child: .serviceUser, isWeak: true))
        }
        for (path, context) in [
            ("process", JSONContext.process), ("process.parent", .processParent),
            ("process.pe", .processPE), ("process.hash", .processHash), ("file", .file),
            ("file.hash", .fileHash), ("registry", .registry),
            ("registry.data", .registryData), ("dns.question", .dnsQuestion),
            ("source", .source), ("destination", .destination), ("network", .network),
            ("user", .serviceUser),
        ] {
            for (index, name) in names.dataNames.enumerated() {
                let rest = name.utf8.dropFirst(path.utf8.count + 1)
                guard name.hasPrefix(path + "."), !rest.contains(UInt8(ascii: ".")) else {
                    continue
                }
                let slot = names.slot(ofDataName: index).index
                set(context, String(decoding: rest, as: UTF8.self), JSONRole(slot: slot))
            }
        }
    }

    private func exact(_ field: SystemField) -> JSONRole {
        JSONRole(slot: field.rawValue, child: .text)
    }

    private func weak(_ field: SystemField, child: JSONContext) -> JSONRole {
        JSONRole(slot: field.rawValue, child: child, isWeak: true)
    }

    /// Every key that may hold a field's value, without its case and separators.
    func foldedKeys(of field: RawField) -> [String] {
        (keysOfSlots[field.index] ?? []).sorted()
    }
}
