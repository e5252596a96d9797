extension Registry {
    /// Of what CIM 8.5 calculates for the acting process, `process_name` and
    /// `parent_process_name` are filled without a look at the command lines, which no registry
    /// event has.
    ///
    /// Source: Splunk_SA_CIM 5.0 and 8.5 `Endpoint.json`, data set `Registry`, calculations.
    package static let calculations: [Calculation<Field>] =
        [
            .unknown(.action), .unknown(.dest), .unknown(.registry_path),
            .unknown(.registry_key_name), .unknown(.registry_value_data),
            .unknown(.registry_value_name), .unknown(.registry_value_type),
            .unknown(.parent_process), .unknown(.parent_process_name), .unknown(.process),
            .unknown(.process_name), .unknown(.user),
        ] + Calculation.vendorProduct()
}
