extension Processes {
    /// The empty string counts as missing. Fields that CIM 5.3 does not fill stay null.
    ///
    /// Source: Splunk_SA_CIM 5.3 `Endpoint.json`, data set `Processes`, calculations.
    package static let calculations: [Calculation<Field>] =
        [
            .unknown(.dest), .unknown(.original_file_name), .unknown(.parent_process),
            .firstWord(.parent_process_name, of: .parent_process), .unknown(.process),
            .firstWord(.process_name, of: .process), .unknown(.user),
        ] + Calculation.vendorProduct()
}
