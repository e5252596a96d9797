extension Filesystem {
    /// Sets the fields that the data model calculates from the others, in the model's order.
    ///
    /// Of what CIM 8.5 calculates for the acting process, `process_name` and
    /// `parent_process_name` are filled without a look at the command lines, which no file event
    /// has.
    ///
    /// Source: Splunk_SA_CIM 5.0 and 8.5 `Endpoint.json`, data set `Filesystem`, calculations.
    package static func calculateFields(of event: inout Event) {
        var unknown = UnknownFill()
        for field in filledFirst { unknown.fill(field, of: &event) }
        if !event.isNumber(Field.file_size) { event.setNull(Field.file_size) }
        for field in filledLast { unknown.fill(field, of: &event) }
        unknown.fillVendor(Field.self, of: &event)
    }

    private static let filledFirst: [Field] = [
        .action, .dest, .file_hash, .file_name, .file_path, .file_acl,
    ]
    private static let filledLast: [Field] = [
        .parent_process, .parent_process_name, .process, .process_name, .user,
    ]
}
