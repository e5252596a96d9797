package import CIM

extension DetectionEngine {
    /// The event ids of all records that raw searches can match; nil where some search needs every
    /// record.
    package var rawEventIDs: Set<Int>? { RawDemand.eventIDs(of: detections) }

    /// The records that raw searches can match; nil where some search needs every record.
    ///
    /// - Parameter namesSources: Whether the source of an event is its channel, and not what somebody
    ///   calls it.
    package func rawRecords(namesSources: Bool) -> Set<WantedRecords>? {
        RawDemand.records(of: detections, namesSources: namesSources)
    }

    /// The fields that raw searches ask for; nil where there is no raw search.
    package var rawDataSet: DataSet? { groups.all.first { $0.dataSet.isRaw }?.dataSet }
}
