/// Reads records with every field that they have, and every one that the add-ons calculate: for
/// people who look for the names that a search may use.
package struct RawInspector: Sendable {
    /// As ``RawExtractor/zones``.
    package var zones: [TimeZoneRules?] = [nil]
    /// Names that have been seen; the extractor reads by them.
    private var names = Self.always
    private var lister = RawExtractor(dataSet: DataSet(rawWindows: []), listsNames: true)
    private var extractor = RawExtractor(dataSet: DataSet(rawWindows: Self.always))

    /// What the add-ons calculate, and what is known of every record.
    private static let always =
        Set(RawRules.all.map(\.field)).union(["_raw", "source", "sourcetype", "index", "host"])
    /// Names that are remembered from record to record.
    static let namesMax = 20_000

    package init() {}

    /// Reads a record and those that it holds.
    ///
    /// - Parameter body: Gets what became of each; the event where it became one.
    package mutating func read(
        _ text: Span<UInt8>, zone: Int = 0, source: RawSource = RawSource(),
        _ body: (_ outcome: Normalization, _ event: borrowing Event, _ repairs: Repairs) -> Void
    ) {
        learn(text, zone, source)
        extractor.zones = zones
        var event = Event(dataSet: extractor.dataSet)
        var outcome: Normalization? = extractor.extract(
            text, zone: zone, source: source, into: &event)
        while let found = outcome {
            body(found, event, extractor.repairs)
            outcome = extractor.next(into: &event)
        }
    }

    /// Learns the names of a record. The extractor is made anew only where there are new ones.
    private mutating func learn(_ text: Span<UInt8>, _ zone: Int, _ source: RawSource) {
        lister.zones = zones
        var event = Event(dataSet: lister.dataSet)
        var found: Set<String> = []
        var outcome: Normalization? = lister.extract(
            text, zone: zone, source: source, into: &event)
        while outcome != nil {
            found.formUnion(lister.values.listed ?? [])
            outcome = lister.next(into: &event)
        }
        guard !found.isSubset(of: names) else { return }
        if names.count + found.count > Self.namesMax { names = Self.always }
        names.formUnion(found)
        extractor = RawExtractor(dataSet: DataSet(rawWindows: names))
    }
}
