/// One data set of a CIM data model: what its fields are called, and in which order.
///
/// By reference, as each event has one; two are the same where their names are, and for raw ones where
/// their fields are, too: the fields of a raw data set are those that somebody asked for.
package final class DataSet: Hashable, Sendable {
    /// Name of the data model, such as `Endpoint`.
    package let model: String
    /// Name of the data set, such as `Processes`; the prefix of its fields in a search.
    package let name: String
    /// Field names without prefix, in a fixed order; ``FieldID`` counts in it.
    ///
    /// `_time` is not among them: it is ``Event/time``. `host`, `source`, `sourcetype` and `index`
    /// are, and a search names them without the prefix.
    package let fields: [String]
    /// Fields with few values, such as `action`: one of them tells little about an event. Only the
    /// speed of searches depends on it.
    package let weakFields: Set<FieldID>
    /// Fields whose values are nearly as many as the events, such as `process_id`: groups by one are
    /// nearly one event each. Decides when the events of a scan are grouped, not what comes of them.
    package let variedFields: Set<FieldID>
    /// Whether its events are records as they stand, with the fields of the record, and not as a data
    /// model sees them. Then `_raw` may be among the fields.
    package let isRaw: Bool
    /// The number of each name; of a name that comes twice the first.
    private let places: [String: Int]

    /// - Parameters:
    ///   - weak: Names among `fields`; others stand for nothing.
    ///   - varied: Likewise.
    package init(
        model: String, name: String, fields: [String], weak: Set<String> = [],
        varied: Set<String> = [], isRaw: Bool = false
    ) {
        self.model = model
        self.name = name
        self.fields = fields
        self.isRaw = isRaw
        places = Dictionary(zip(fields, fields.indices)) { first, _ in first }
        func ids(_ names: Set<String>) -> Set<FieldID> {
            Set(fields.indices.filter { names.contains(fields[$0]) }.map(FieldID.init(index:)))
        }
        weakFields = ids(weak)
        variedFields = ids(varied)
    }

    /// A data set whose fields are the cases of a list.
    package convenience init<Field: DataSetField>(
        model: String, name: String, _ fields: Field.Type, weak: [Field], varied: [Field]
    ) {
        self.init(
            model: model, name: name, fields: Field.allCases.map { "\($0)" },
            weak: Set(weak.map { "\($0)" }), varied: Set(varied.map { "\($0)" }))
    }

    /// The records of Windows event logs, with the fields that searches ask for: in the order of their
    /// names, each once.
    package convenience init(rawWindows names: some Sequence<String>) {
        self.init(
            model: "Raw", name: "Windows", fields: Set(names).sorted(), weak: Self.rawWeak,
            varied: Self.rawVaried, isRaw: true)
    }

    private static let rawWeak: Set = [
        "Channel", "EventID", "Keywords", "Level", "Opcode", "Version", "action", "index", "source",
        "sourcetype",
        "status", "vendor_product",
    ]
    private static let rawVaried: Set = [
        "ActivityID", "EventRecordID", "LogonGuid", "NewProcessId", "ProcessGuid", "ProcessId",
        "RecordNumber", "SystemTime", "TimeCreated", "UtcTime", "_raw", "event_id", "id",
        "process_guid", "process_id",
    ]

    /// The name as written behind `datamodel=`.
    package var qualifiedName: String { "\(model).\(name)" }

    /// Finds a field by its name without prefix. Field names are case-sensitive. For planning, not for
    /// the hot path.
    package func field(_ name: String) -> FieldID? { places[name].map(FieldID.init(index:)) }

    package static func == (a: DataSet, b: DataSet) -> Bool {
        a === b || a.name == b.name && a.model == b.model && (!a.isRaw || a.fields == b.fields)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(model)
        hasher.combine(name)
    }
}
