extension AllTraffic {
    /// Sets the fields that the data model calculates from the others, in the model's order.
    ///
    /// The model also adds up bytes and packets of both directions; no source gives any.
    ///
    /// Source: Splunk_SA_CIM 5.0 `Network_Traffic.json`, data set `All_Traffic`, calculations.
    package static func calculateFields(of event: inout Event) {
        var unknown = UnknownFill()
        unknown.fill(Field.action, of: &event)
        unknown.fill(Field.dest, of: &event)
        fillPort(.dest_port, of: &event)
        unknown.fill(Field.dvc, of: &event)
        unknown.fill(Field.rule, of: &event)
        unknown.fill(Field.src, of: &event)
        fillPort(.src_port, of: &event)
        unknown.fill(Field.transport, of: &event)
        event.lowercase(Field.transport)
        unknown.fill(Field.user, of: &event)
        unknown.fillVendor(Field.self, of: &event)
    }

    /// `if(isnum(p),p,0)`
    private static func fillPort(_ port: Field, of event: inout Event) {
        if !event.isNumber(port) { event.set(port, "0") }
    }
}
