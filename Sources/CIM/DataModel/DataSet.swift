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

    package init(model: String, name: String, fields: [String]) {
        self.model = model
        self.name = name
        self.fields = fields
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

extension DataSet: CustomStringConvertible {
    /// All that tells data sets apart: checkpoints tell scans by it.
    package var description: String {
        "CIM.DataSet(model: \(String(reflecting: model)), name: \(String(reflecting: name)), "
            + "fields: \(fields))"
    }
}
