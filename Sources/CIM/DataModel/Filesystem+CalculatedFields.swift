extension Filesystem {
    /// Of what CIM 8.5 calculates for the acting process, `process_name` and
    /// `parent_process_name` are filled without a look at the command lines, which no file event
    /// has.
    ///
    /// Source: Splunk_SA_CIM 5.0 and 8.5 `Endpoint.json`, data set `Filesystem`, calculations.
    package static let calculations: [Calculation<Field>] =
        [
            .unknown(.action), .unknown(.dest), .unknown(.file_hash), .unknown(.file_name),
            .unknown(.file_path), .unknown(.file_acl), .number(.file_size, else: nil),
            .unknown(.parent_process), .unknown(.parent_process_name), .unknown(.process),
            .unknown(.process_name), .unknown(.user),
        ] + Calculation.vendorProduct()
}
