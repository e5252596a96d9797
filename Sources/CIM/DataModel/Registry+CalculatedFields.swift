extension Registry {
    /// Sets the fields that the data model calculates from the others, in the model's order.
    ///
    /// Of what CIM 8.5 calculates for the acting process, `process_name` and
    /// `parent_process_name` are filled without a look at the command lines, which no registry
    /// event has.
    ///
    /// Source: Splunk_SA_CIM 5.0 and 8.5 `Endpoint.json`, data set `Registry`, calculations.
    package static func calculateFields(of event: inout Event) {
        var unknown = UnknownFill()
        for field in filled { unknown.fill(field, of: &event) }
        unknown.fillVendor(Field.self, of: &event)
    }

    private static let filled: [Field] = [
        .action, .dest, .registry_path, .registry_key_name, .registry_value_data,
        .registry_value_name, .registry_value_type, .parent_process, .parent_process_name,
        .process, .process_name, .user,
    ]
}
