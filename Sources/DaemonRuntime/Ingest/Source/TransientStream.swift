/// A stream without a position, and whether the detect side has heard of it.
struct TransientStream {
    let number: UInt32
    /// Index into the sources of the configuration.
    let source: Int
    /// For messages.
    let name: String
    private var isAnnounced = false

    init(number: UInt32, source: Int, name: String) {
        self.number = number
        self.source = source
        self.name = name
    }

    /// - Returns: Whether its records may come.
    mutating func announce(in ring: inout RingWriter) -> Bool {
        if !isAnnounced {
            isAnnounced = ring.announce(number, source: source, .transient(name: name))
        }
        return isAnnounced
    }
}
