import CIM

/// Which fields of a data set name a process and its parent: looked up once, not for every event.
struct ProcessFields {
    /// The fields of one of the two.
    struct Side {
        let guid: FieldID?
        let id: FieldID?
        let name: FieldID?
        let command: FieldID?

        /// - Parameter prefix: `parent_` for what an event says of the parent.
        fileprivate init(_ dataSet: DataSet, _ prefix: String) {
            guid = dataSet.field(prefix + "process_guid")
            id = dataSet.field(prefix + "process_id")
            name = dataSet.field(prefix + "process_name")
            command = dataSet.field(prefix + "process")
        }
    }

    let host: FieldID?
    let own: Side
    let parent: Side

    init(_ dataSet: DataSet) {
        host = dataSet.field("dest")
        own = Side(dataSet, "")
        parent = Side(dataSet, "parent_")
    }

    // MARK: - Values

    /// Values that say nothing.
    private static let nothing = ["unknown", "-", "{00000000-0000-0000-0000-000000000000}"]
        .map { Array($0.utf8) }

    /// Where the value of a field stands; nil where it says nothing.
    static func value(_ field: FieldID?, of event: Event) -> Range<Int>? {
        guard let field, let range = event.range(of: field), !range.isEmpty,
            !nothing.contains(where: { event.bytes[range].elementsEqual($0) })
        else { return nil }
        return range
    }

    static func text(_ field: FieldID?, of event: Event) -> String? {
        value(field, of: event).map { String(decoding: event.bytes[$0], as: UTF8.self) }
    }

    /// Hashes of the names that an event gives one of the two processes.
    func names(of event: Event, _ side: KeyPath<ProcessFields, Side>) -> ProcessIndex.Names {
        let side = self[keyPath: side]
        guard let guid = Self.value(side.guid, of: event) else {
            guard let id = Self.value(side.id, of: event) else { return .none }
            return ProcessIndex.Names(guid: 0, id: hash(id, 2, of: event))
        }
        let id = Self.value(side.id, of: event)
        return ProcessIndex.Names(
            guid: hash(guid, 1, of: event), id: id.map { hash($0, 2, of: event) } ?? 0)
    }

    /// FNV-1a of the host in lower case, a byte that says what the value is, and the value; never 0.
    private func hash(_ value: Range<Int>, _ kind: UInt8, of event: Event) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        if let host = Self.value(host, of: event) {
            if event.bytes[host].allSatisfy({ $0 < 0x80 }) {
                for index in host { add(ASCII.lowercased(event.bytes[index])) }
            } else {
                let text = String(decoding: event.bytes[host], as: UTF8.self)
                for byte in text.lowercased().utf8 { add(byte) }
            }
        }
        add(0)
        add(kind)
        for index in value { add(event.bytes[index]) }
        return hash == 0 ? 1 : hash
    }
}

/// What a tree shows of a process.
struct ProcessDetails: Equatable {
    /// Longer command lines are cut.
    private static let commandCharactersMax = 1_000

    var name: String
    var command: String
    var processID: String

    init(name: String = "", command: String = "", processID: String = "") {
        self.name = name
        self.command = command
        self.processID = processID
    }

    init(_ event: Event, _ side: ProcessFields.Side) {
        name = ProcessFields.text(side.name, of: event) ?? ""
        command =
            Self.cutCommand(event, side) ?? ProcessFields.text(side.command, of: event) ?? ""
        processID = ProcessFields.text(side.id, of: event) ?? ""
    }

    /// A command line that is too long, cut; nil for one that is not. One of no more bytes than
    /// characters are shown is short enough.
    static func cutCommand(_ event: Event, _ side: ProcessFields.Side) -> String? {
        guard let range = ProcessFields.value(side.command, of: event),
            range.count > commandCharactersMax
        else { return nil }
        let text = String(decoding: event.bytes[range], as: UTF8.self)
        return String(text.prefix(commandCharactersMax))
    }

    var isEmpty: Bool { name.isEmpty && command.isEmpty && processID.isEmpty }
}
