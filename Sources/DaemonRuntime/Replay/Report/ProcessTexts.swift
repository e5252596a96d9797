import CIM

/// What the process creations of a replay say of themselves and their parents, one text behind the
/// other, so that the logs need not be read once more for them.
struct ProcessTexts {
    /// What comes after that is read from the logs again.
    private let bytesMax: Int
    private var bytes: [UInt8] = []
    /// Where the texts of a creation begin, in the order of creations.
    private var starts: [UInt32] = []

    init(bytesMax: Int) { self.bytesMax = bytesMax }

    /// How many creations there are texts of: the first ones.
    var count: Int { starts.count }

    /// Takes in the next creation.
    ///
    /// - Returns: False when there is no room for it, and then none for any later one.
    mutating func add(_ event: Event, _ fields: ProcessFields) -> Bool {
        let start = bytes.count
        add(event, fields.own)
        add(event, fields.parent)
        guard bytes.count <= bytesMax else {
            bytes.removeSubrange(start...)
            return false
        }
        starts.append(UInt32(start))
        return true
    }

    private mutating func add(_ event: Event, _ side: ProcessFields.Side) {
        add(event, side.name)
        if let command = ProcessDetails.cutCommand(event, side) {
            add(command.utf8)
        } else {
            add(event, side.command)
        }
        add(event, side.id)
    }

    private mutating func add(_ event: Event, _ field: FieldID?) {
        add(event.bytes[ProcessFields.value(field, of: event) ?? 0..<0])
    }

    /// A text behind its length, four bytes, the lowest first.
    private mutating func add(_ text: some Collection<UInt8>) {
        for shift in stride(from: 0, to: 32, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: text.count >> shift))
        }
        bytes.append(contentsOf: text)
    }

    /// What a creation says of itself and of its parent.
    func details(of creation: Int) -> (own: ProcessDetails, parent: ProcessDetails) {
        var place = Int(starts[creation])
        func next() -> String {
            let count = (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
            defer { place += 4 + count }
            return String(decoding: bytes[place + 4..<place + 4 + count], as: UTF8.self)
        }
        func process() -> ProcessDetails {
            let name = next()
            let command = next()
            return ProcessDetails(name: name, command: command, processID: next())
        }
        let own = process()
        return (own, process())
    }
}
