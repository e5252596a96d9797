/// What raw records call themselves that can become events of some data sets.
package struct RecordKinds: Hashable, Sendable {
    /// Event ids of Windows logs, whatever their provider; ascending.
    package let eventIDs: [UInt16]
    /// The event types of CrowdStrike's sensor among them, lower case.
    package let sensorTypes: [String]

    package init(of dataSets: Set<DataSet>) {
        let types = Sourcetypes.all.flatMap { type in
            dataSets.contains(type.target) ? type.recordTypes : []
        }
        var eventIDs: Set<UInt16> = []
        var sensorTypes: Set<String> = []
        for type in types {
            switch type {
            case .windows(_, let eventID): eventIDs.insert(UInt16(eventID))
            case .falcon(let type):
                let name = FalconEventType.names[type.rawValue].map(ASCII.lowercased)
                sensorTypes.insert(String(decoding: name, as: UTF8.self))
            }
        }
        self.eventIDs = eventIDs.sorted()
        self.sensorTypes = sensorTypes.sorted()
    }

    /// Every key of JSON under which an event id may stand, without its case and separators.
    ///
    /// Known in one place: taken from the table that the scanner reads by.
    package static let eventIDKeys = JSONShape(names: RawFieldNames(), isWide: true).eventIDKeys
    /// The same of the sensor's event type.
    package static let sensorTypeKeys = ["eventsimplename"]
}

extension Sourcetype {
    fileprivate static var target: DataSet { Target.dataSet }
}
