/// Makes raw events of the records of Windows event logs: the fields of the record itself, by the names
/// that Splunk gives them, and those that its add-ons calculate; of all of them those that a data set
/// asks for.
///
/// Beside ``Normalizer``, which makes events of data models: one record may give both.
package struct RawExtractor: Sendable {
    /// Of the clocks that times without a zone were read off, as ``Normalizer/zones``.
    package var zones: [TimeZoneRules?] = [nil]
    /// Whether the record that was read last holds more; ``next(into:)`` reads them.
    package private(set) var hasNext = false
    private let dataSet: DataSet
    private let wanted: Set<WantedRecords>?

    /// - Parameters:
    ///   - dataSet: A raw one; its fields are what is looked for.
    ///   - wanted: Records of other events are dismissed as early as can be; nil for all.
    package init(dataSet: DataSet, wanted: Set<WantedRecords>? = nil) {
        self.dataSet = dataSet
        self.wanted = wanted
    }

    /// Reads one record, as ``Normalizer/normalize(_:as:zone:into:)`` does.
    ///
    /// - Parameter event: Holds the fields when the result is ``Normalization/event``.
    package mutating func extract(
        _ text: Span<UInt8>, as format: RecordFormat = .automatic, zone: Int = 0,
        source: RawSource, into event: inout Event
    ) -> Normalization {
        .notMember
    }

    /// Reads the next of the records that the one read last holds; nil where there is none.
    package mutating func next(into event: inout Event) -> Normalization? { nil }
}
