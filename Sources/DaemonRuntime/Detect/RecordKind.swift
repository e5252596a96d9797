/// What a message in the ring is.
enum RecordKind: UInt32 {
    /// A whole record.
    case record = 0
    /// The beginning of a record that never became whole.
    case truncated = 1
    /// A record beyond the limit; its payload is not carried.
    case tooLong = 2
    /// The identity of a file, under the number that its records carry from here on.
    case identity = 3
    /// Everything that the sources held when barrier number `offset` was asked for is in front.
    case barrier = 4
}
