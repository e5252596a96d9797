/// What became of one raw record. Never an error: bad data is a value.
package enum Normalization: Equatable, Sendable {
    /// The event passed along now holds the record's fields.
    case event
    /// A well-formed record that is not a member of any data set (another event id, say).
    case notMember
    /// A record that cannot be read; it is counted and stays findable by source and offset.
    case skipped(SkipReason)
}
