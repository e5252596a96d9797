/// The known renderings of Windows events and CrowdStrike records, as a scope of one table per object.
///
/// Keys of the attributes and the text of an element differ from converter to converter:
/// `#attributes` and `#text` (evtx_dump), `@Name` and `#text` (xmltodict), `$` and `_` (xml2js),
/// `_attributes` and `_text` (xml-js), `Name` and `Content` (OSSEC and others).
///
/// The plain table knows the renderings that stand in logs by themselves. The wide one knows all
/// others, too: keys in other case or with other separators, data moved elsewhere. It is asked only
/// where the plain one found no event, so that plain records pay nothing for it.
struct JSONShape: Sendable {
    private static let attributeContainers = [
        "#attributes", "_attributes", "@attributes", "attributes", "$",
    ]
    private static let attributePrefixes = ["", "@", "#", "-", "_"]
    private static let textKeys = [
        "#text", "_text", "text", "_", "$", "$t", "Content", "content", "value", "Value", "#value",
    ]

    private(set) var roles: [JSONRole] = []
    /// By the object that a key is of.
    private var keys = NameTable()
    /// The same for keys without their case and separators; empty in the plain table.
    private var folded = NameTable()
    private var foldedSlots: [JSONContext: [String: Int]] = [:]
    /// The keys of each slot, folded; empty in the plain table.
    private(set) var keysOfSlots: [Int: Set<String>] = [:]
    let isWide: Bool

    init(names: RawFieldNames, isWide: Bool = false) {
        self.isWide = isWide
        addRoot()
        addWinlogbeat()
        addConvertedXML()
        if isWide {
            addWide()
            addECS(names)
        }
        for (index, name) in names.dataNames.enumerated() {
            let slot = names.slot(ofDataName: index).index
            set(.eventData, name, JSONRole(slot: slot, child: .text))
            // A flat record holds the data beside the system fields, which have their names first.
            if !isKnown(.root, name) { set(.root, name, JSONRole(slot: slot, child: .text)) }
        }
        addDecimals(names)
    }

    /// What the key at `range` of `text` means; nil for a key of no meaning.
    @inline(__always)
    func role(_ context: JSONContext, _ text: Span<UInt8>, _ range: Range<Int>) -> JSONRole? {
        guard context != .ignored, let index = keys.value(text, range, in: context.rawValue) else {
            return nil
        }
        return roles[index]
    }

    // MARK: tables

    private mutating func addRoot() {
        for (name, field) in [
            ("EventID", SystemField.eventID), ("event_id", .eventID), ("EventId", .eventID),
            ("SourceName", .provider), ("source_name", .provider), ("ProviderName", .provider),
            ("provider_name", .provider), ("EventSourceName", .provider), ("Source", .provider),
            ("Channel", .channel), ("log_name", .channel), ("LogName", .channel),
            ("EventLog", .channel),
            ("Computer", .computer), ("computer_name", .computer), ("MachineName", .computer),
            ("computer", .computer), ("channel", .channel),
            ("ComputerName", .computerName), ("Hostname", .hostname),
            ("Keywords", .keywords), ("keywords", .keywords), ("EventType", .auditType),
            ("UserID", .userID), ("@timestamp", .atTimestamp), ("EventTime", .eventTime),
            ("TimeGenerated", .timeGenerated), ("TimeGenerated [UTC]", .timeGenerated),
            ("record_number", .winlogbeatMark),
        ] { set(.root, name, field) }
        set(.root, "TimeCreated", .localTimeCreated, child: .timeCreated)
        set(.root, "TimeCreated [UTC]", .timeCreated, child: .timeCreated)
        set(.root, "Provider", .provider, child: .provider)
        set(.root, "EventData", .eventDataXML, child: .eventData)
    }

    private mutating func addWinlogbeat() {
        for (name, context) in [
            ("winlog", JSONContext.winlog), ("event", .ecsEvent), ("user", .serviceUser),
        ] { set(.root, name, JSONRole(child: context)) }
        set(.root, "event_data", .eventDataXML, child: .eventData)
        for (name, field) in [
            ("event_id", SystemField.eventID), ("provider_name", .provider), ("channel", .channel),
            ("computer_name", .computer), ("keywords", .keywords),
            ("record_id", .winlogbeatMark), ("api", .winlogbeatMark),
        ] { set(.winlog, name, field) }
        set(.winlog, "event_data", JSONRole(child: .eventData))
        set(.winlog, "user", JSONRole(child: .serviceUser))
        set(.serviceUser, "identifier", .userID)
        set(.ecsEvent, "code", .eventID)
        set(.ecsEvent, "provider", .provider)
        set(.ecsEvent, "outcome", .outcome)
    }

    private mutating func addConvertedXML() {
        set(.root, "Event", JSONRole(child: .event))
        for context in [JSONContext.root, .event] {
            set(context, "System", JSONRole(child: .system))
        }
        set(.event, "EventData", .eventDataXML, child: .eventData)
        set(.system, "EventID", .eventID)
        set(.system, "Channel", .channel)
        set(.system, "Computer", .computer)
        set(.system, "Keywords", .keywords)
        set(.system, "Provider", .provider, child: .provider)
        set(.system, "TimeCreated", .timeCreated, child: .timeCreated)
        set(.system, "Security", JSONRole(child: .security))
        for (context, name, field) in [
            (JSONContext.provider, "Name", SystemField.provider),
            (.timeCreated, "SystemTime", .timeCreated),
            (.security, "UserID", .userID), (.security, "UserId", .userID),
        ] {
            for prefix in Self.attributePrefixes { set(context, prefix + name, field) }
        }
        for key in Self.textKeys {
            set(.text, key, JSONRole(slot: JSONRole.inheritedSlot))
            set(.timeCreated, key, .timeCreated)
            set(.dataItem, key, JSONRole(slot: JSONRole.itemText))
        }
        for prefix in Self.attributePrefixes {
            set(.dataItem, prefix + "Name", JSONRole(slot: JSONRole.itemName))
        }
        set(.dataItem, "name", JSONRole(slot: JSONRole.itemName))
        for key in Self.attributeContainers {
            for context in [JSONContext.provider, .timeCreated, .security, .dataItem] {
                // `$` is the attributes to one converter and the text to another.
                let slot =
                    context == .dataItem && key == "$" ? JSONRole.itemText : JSONRole.noSlot
                set(context, key, JSONRole(slot: slot, child: context))
            }
        }
        set(.eventData, "Data", JSONRole(child: .dataItem))
    }

    /// Falcon's Event Search gives numbers and ids names of their own.
    private mutating func addDecimals(_ names: RawFieldNames) {
        for (index, name) in names.dataNames.enumerated()
        where Self.decimals.contains(name) {
            let role = JSONRole(
                slot: names.slot(ofDataName: index).index, child: .text, isWeak: true)
            for suffix in ["_decimal", "_readable"] { set(.root, name + suffix, role) }
        }
    }

    private static let decimals: Set = [
        "TargetProcessId", "RawProcessId", "ParentProcessId", "IntegrityLevel", "UserSid", "UID",
    ]

    // MARK: filling

    private func isKnown(_ context: JSONContext, _ key: String) -> Bool {
        let bytes = Array(key.utf8)
        return keys.value(bytes.span, 0..<bytes.count, in: context.rawValue) != nil
    }

    mutating func set(
        _ context: JSONContext, _ key: String, _ field: SystemField, child: JSONContext = .text
    ) {
        set(context, key, JSONRole(slot: field.rawValue, child: child))
    }

    /// - Parameter isFolded: Whether the key counts in other spellings too.
    mutating func set(
        _ context: JSONContext, _ key: String, _ role: JSONRole, isFolded: Bool = true
    ) {
        keys.set(key, in: context.rawValue, to: roles.count)
        roles.append(role)
        guard isWide, context != .text, context != .dataItem else { return }
        let name = FoldedKey.fold(key)
        keysOfSlots[role.slot, default: []].insert(name)
        let known = foldedSlots[context]?[name]
        // The first counts, but for one that a value has no use for.
        guard isFolded, !name.isEmpty,
            known == nil || known == JSONRole.noSlot && role.slot != JSONRole.noSlot
        else { return }
        foldedSlots[context, default: [:]][name] = role.slot
        folded.set(name, in: context.rawValue, to: roles.count)
        roles.append(JSONRole(slot: role.slot, child: role.child, isWeak: true))
    }

    /// What a key means that is written otherwise than the table has it; nil in the plain table.
    func foldedRole(
        _ context: JSONContext, _ text: Span<UInt8>, _ range: Range<Int>
    ) -> JSONRole? {
        guard isWide, context != .ignored, var key = FoldedKey(text, range) else { return nil }
        while true {
            if let index = folded.value(key.bytes.span, key.range, in: context.rawValue) {
                return roles[index]
            }
            guard context == .root, key.dropPrefix() else { return nil }
        }
    }
}
