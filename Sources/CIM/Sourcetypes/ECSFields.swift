/// Where the modules of Elastic's shippers move the data of Windows events.
///
/// Source: Elastic Common Schema 8, and the pipelines of winlogbeat's modules `sysmon` and
/// `security`, which rename `winlog.event_data.Image` to `process.executable` and so on.
struct ECSFields: Sendable {
    let alternatives: [Alternative]

    /// - Parameter fields: Names of the data, each with the names of the schema.
    init(_ fields: KeyValuePairs<String, [String]>, names: inout RawFieldNames) {
        var alternatives: [Alternative] = []
        for (name, sources) in fields {
            let field = names.data(name)
            var found: [RawField] = []
            for source in sources { found.append(names.data(source)) }
            alternatives.append(Alternative(field: field, sources: found))
        }
        self.alternatives = alternatives
    }

    /// The user with its domain before it, as Sysmon writes it.
    static func user(_ field: RawField, names: inout RawFieldNames) -> Alternative {
        Alternative(
            field: field, sources: [names.data("user.name")], prefix: names.data("user.domain"))
    }

    /// The process that acted, in Sysmon's events.
    static let actor: KeyValuePairs<String, [String]> = [
        "Image": ["process.executable"], "ProcessId": ["process.pid"],
        "ProcessGuid": ["process.entity_id"],
    ]
}
