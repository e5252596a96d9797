/// What the framer hands out.
package enum FramerOutput: Equatable, Sendable {
    case record
    /// The beginning of an XML event that another event, the end of the file or the record limit
    /// cut off.
    case truncated
    /// A line beyond the record limit; its bytes are not kept.
    case tooLong
    /// A whole record that matters to no detection, for a look whether it could be read.
    case sample
    /// No record, but said once of a file that holds none: the bytes are the raw value of a
    /// ``ForeignFormat``.
    case foreign
}

/// What became of asking the framer for a record.
package enum Framing: Equatable, Sendable {
    /// A record was handed out, and taken.
    case taken
    /// A record was handed out and not taken: it comes again with the next call.
    case refused
    /// Nothing whole is left.
    case needsMore
}
