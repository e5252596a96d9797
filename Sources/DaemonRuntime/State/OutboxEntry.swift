/// A record on its way to one sink, as the bytes that the sink sends.
package struct OutboxEntry: Equatable, Sendable {
    /// Ascending in the order in which the records came; of all sinks together.
    package var number: Int64
    /// Nanoseconds since the epoch.
    package var added: Int64
    package var bytes: [UInt8]
    /// Whether the bytes are the ones that were put in; those of a damaged row are not.
    package var isIntact = true
}

/// An entry that a checkpoint puts into the backlog of a sink.
package struct OutboxAddition: Equatable, Sendable {
    /// Name of the sink.
    package var sink: String
    /// Nanoseconds since the epoch.
    package var added: Int64
    package var bytes: [UInt8]
}

/// A number of entries and bytes: of a whole backlog, or of a part that was taken out of it.
package struct OutboxAmount: Equatable, Sendable {
    package var entries = 0
    package var bytes = 0
    /// When the oldest entry that is left was added, nanoseconds since the epoch; nil where none
    /// is.
    package var oldest: Int64?
}
