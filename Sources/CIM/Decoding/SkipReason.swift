/// Why a record was not read. The raw value is the name in counters, logs and `check`.
package enum SkipReason: String, CaseIterable, Sendable {
    case emptyRecord = "empty_record"
    case unknownFormat = "unknown_format"
    case malformedXML = "malformed_xml"
    case malformedJSON = "malformed_json"
    /// The record ends before it is complete.
    case truncated
    /// DOCTYPE or ENTITY declarations are refused unread.
    case forbiddenXML = "forbidden_xml"
    case tooDeep = "too_deep"
    case missingTime = "missing_time"
    case invalidTime = "invalid_time"
    /// Its header says what it is, but neither the image nor the command line stands where one is
    /// looked for, or what an event of another data set needs.
    case noData = "no_data"
    /// It has an event id that is read, and neither a provider nor a channel that tells whose.
    case unknownOrigin = "unknown_origin"
    /// Longer than the record limit; found by the framer.
    case tooLong = "too_long"
    /// Its time is further ahead of the clock than is kept; found by the detect side.
    case future = "from_the_future"
    /// A whole file that holds nothing riskd reads, told by its first bytes; counts once.
    case foreignFile = "foreign_file"
    /// A file that went before all of it was read; counts once.
    case lostFile = "lost_file"
    /// riskd died of it twice, and does not read it any more; known to the detect side.
    case fatal
}

/// What was mended in a record that was read all the same; counted beside the skips.
package struct Repairs: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Bytes that are not UTF-8 stand as U+FFFD in the values.
    package static let invalidUTF8 = Repairs(rawValue: 1)
}
