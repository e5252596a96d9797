/// The objects within a JSON rendering of an event whose keys mean something.
enum JSONContext: Int, CaseIterable, Sendable {
    /// Keys are read over.
    case ignored
    /// The whole record: NXLog and OTRF (flat), winlogbeat 6, Sentinel, CrowdStrike.
    case root
    /// `winlog`: winlogbeat 7 and 8.
    case winlog
    /// `event`: the same, by ECS.
    case ecsEvent
    /// `Event`: evtx_dump and XML turned into JSON.
    case event
    /// `Event.System`
    case system
    case provider
    case timeCreated
    case security
    /// `user` of winlogbeat: the account of the service that wrote the event.
    case serviceUser
    /// The object that stands for one value: the text of an element beside its attributes.
    case text
    /// Fields by name.
    case eventData
    /// A member of the list `EventData.Data`: a name and a text.
    case dataItem

    // In the wide table only.
    /// `data` of Wazuh, which holds `win`.
    case dataObject
    case wazuh
    // Of the Elastic Common Schema, whose keys are the names of data with dots in them.
    case process, processParent, processPE, processHash, file, fileHash
    case registry, registryData, dns, dnsQuestion, source, destination, network
}

/// What a key means within its object: for a scalar the slot, for an object the context.
struct JSONRole: Sendable {
    /// Slot of ``RawRecord``, or one of the numbers below.
    var slot = noSlot
    var child = JSONContext.ignored
    /// Whether the value counts only where no other key has given one.
    var isWeak = false

    static let noSlot = -1
    /// The value names the field of a ``JSONContext/dataItem``.
    static let itemName = -2
    /// The value is the text of a ``JSONContext/dataItem``.
    static let itemText = -3
    /// The value goes into the slot that led to this object.
    static let inheritedSlot = -4
}
