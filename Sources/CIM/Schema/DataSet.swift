/// One data set of a CIM data model: what its fields are called, and in which order.
///
/// By reference, as each event has one; two are the same where their names are.
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

    /// - Parameters:
    ///   - weak: Names among `fields`; others stand for nothing.
    ///   - varied: Likewise.
    package init(
        model: String, name: String, fields: [String], weak: Set<String> = [],
        varied: Set<String> = []
    ) {
        self.model = model
        self.name = name
        self.fields = fields
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

    /// The name as written behind `datamodel=`.
    package var qualifiedName: String { "\(model).\(name)" }

    /// Finds a field by its name without prefix. Field names are case-sensitive. O(fields): for
    /// planning, not for the hot path.
    package func field(_ name: String) -> FieldID? {
        fields.firstIndex(of: name).map(FieldID.init(index:))
    }

    package static func == (a: DataSet, b: DataSet) -> Bool {
        a === b || a.name == b.name && a.model == b.model
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(model)
        hasher.combine(name)
    }
}
