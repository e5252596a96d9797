/// What is known of the source that raw records are from, beside the records: what a search names with
/// `host=`, `index=`, `source=` and `sourcetype=`.
package struct RawSource: Hashable, Sendable {
    /// Nil for the computer that the record names.
    package var host: String?
    package var index = "main"
    /// Nil for `XmlWinEventLog:` and the channel of the record.
    package var source: String?
    /// Nil for `XmlWinEventLog`.
    package var sourcetype: String?

    package init(
        host: String? = nil, index: String = "main", source: String? = nil,
        sourcetype: String? = nil
    ) {
        self.host = host
        self.index = index
        self.source = source
        self.sourcetype = sourcetype
    }
}

/// Raw records that some search may match: those of an event id, of one channel or of all.
package struct WantedRecords: Hashable, Sendable {
    /// As the record names it, whatever the case of letters; a `*` at either end stands for any text. Nil
    /// for every channel.
    package var channel: String?
    /// Nil for all of the channel.
    package var eventID: Int?

    package init(channel: String? = nil, eventID: Int?) {
        self.channel = channel
        self.eventID = eventID
    }
}
