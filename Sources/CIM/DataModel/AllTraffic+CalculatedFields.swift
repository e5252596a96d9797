extension AllTraffic {
    /// The model also adds up bytes and packets of both directions; no source gives any.
    ///
    /// Source: Splunk_SA_CIM 5.0 `Network_Traffic.json`, data set `All_Traffic`, calculations.
    package static let calculations: [Calculation<Field>] =
        [
            .unknown(.action), .unknown(.dest), .number(.dest_port, else: 0), .unknown(.dvc),
            .unknown(.rule), .unknown(.src), .number(.src_port, else: 0), .unknown(.transport),
            .lowercase(.transport), .unknown(.user),
        ] + Calculation.vendorProduct()
}
