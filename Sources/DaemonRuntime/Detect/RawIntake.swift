import CIM
import RiskDetection

/// Makes raw events of records, for the raw searches of an engine.
struct RawIntake: Sendable {
    private var extractor: RawExtractor
    private var made: Event
    private var isMade = false
    private let sources: [RawSource]

    /// - Parameters:
    ///   - dataSet: What the searches ask for.
    ///   - engine: Whose searches these are.
    init(_ dataSet: DataSet, of engine: DetectionEngine, _ reading: RecordReading) {
        let namesSources = reading.sources.allSatisfy { $0.source == nil }
        extractor = RawExtractor(
            dataSet: dataSet, wanted: engine.rawRecords(namesSources: namesSources))
        extractor.zones = reading.zones
        sources = reading.sources
        made = Event(dataSet: dataSet)
    }

    /// What the record that was read last is; nil where it is no event.
    var event: Event? { isMade ? made : nil }

    /// The time of that event.
    var time: Timestamp? { isMade ? made.time : nil }

    /// Whether the record that was read last holds more.
    var hasNext: Bool { extractor.hasNext }

    /// Reads a record.
    ///
    /// - Parameter zone: Which source of the configuration it is from.
    mutating func extract(_ record: Span<UInt8>, as format: RecordFormat, zone: Int) {
        isMade =
            extractor.extract(
                record, as: format, zone: zone,
                source: sources.indices.contains(zone) ? sources[zone] : RawSource(), into: &made)
            == .event
    }

    /// Reads the next of the records that the one read last holds, if there is one.
    mutating func extractNext() {
        isMade = extractor.hasNext && extractor.next(into: &made) == .event
    }
}
