/// The kinds of messages in the ring: what the ingest side says to the detect side.
enum RingMessage: UInt32 {
    /// A whole record.
    case record = 0
    /// The beginning of a record that never became whole.
    case truncated = 1
    /// A record beyond the limit; its payload is not carried.
    case tooLong = 2
    /// The position of a stream, under the number that its records carry from here on.
    case position = 3
    /// Everything that the sources held when barrier number `offset` was asked for is in front.
    case barrier = 4
    /// The cursor that becomes the stream's position with its next record.
    case cursor = 5
    /// Nothing more comes of a stream, and its position need not be kept.
    case forget = 6
    /// A fact for the state, by its name in the payload: all that came before belongs to it.
    case note = 7
    /// A whole record that matters to no detection, for a look whether it could be read.
    case sample = 8
    /// Said once of a file that holds no records: the payload names its ``ForeignFormat``.
    case foreign = 9
    /// A file went before all of it was read.
    case lost = 10
    /// A stretch that is passed over, as processes died of it; its bytes are not carried.
    case fatal = 11
}
