/// What raw records call themselves that can become events of some data sets.
package struct EventIdentifiers: Hashable, Sendable {
    /// Event ids of Windows logs, whatever their provider; ascending.
    package let eventIDs: [UInt16]
    /// The event types of CrowdStrike's sensor among them, lower case.
    package let sensorTypes: [String]

    /// - Parameter others: Event ids that count beside those of the data sets.
    package init(of dataSets: Set<DataSet>, others: Set<Int> = []) {
        let events = Sourcetypes.all.flatMap { type in
            dataSets.contains(type.dataSet) ? type.sourceEvents : []
        }
        let ids = Set(SourceEvent.eventIDs(of: events).map { UInt16($0) })
        eventIDs = ids.union(others.compactMap(UInt16.init(exactly:))).sorted()
        let types = events.compactMap { event -> String? in
            guard case .falcon(let type) = event else { return nil }
            return String(decoding: type.rawValue.utf8.map(ASCII.lowercased), as: UTF8.self)
        }
        sensorTypes = Set(types).sorted()
    }

    /// The element of XML under which an event id may stand.
    package static let eventIDElement = XMLEventReader.eventIDElement
    /// Every key of JSON under which an event id may stand, without its case and separators.
    ///
    /// Known in one place: taken from the table that the JSON reader reads by.
    package static let eventIDKeys = wide.shape.foldedKeys(of: SystemField.eventID.field)
    /// The same of the sensor's event type.
    package static let sensorTypeKeys = wide.shape.foldedKeys(of: wide.falconEventType)
    /// What objects name their time by, within a key or as a whole one: a whole record has one.
    package static let times =
        ["\"EventTime\"", "\"@timestamp\"", "\"timestamp\""]
        + [SystemField.timeCreated.name, SystemField.timeGenerated.name, "SystemTime"]

    private static let wide: (shape: JSONShape, falconEventType: RawField) = {
        var names = RawFieldNames()
        let falconEventType = names.data("event_simpleName")
        return (JSONShape(names: names, isWide: true), falconEventType)
    }()
}
