extension Processes {
    /// Sets the fields that the data model calculates from the others, in the model's order.
    ///
    /// The empty string counts as missing. Fields that CIM 5.3 does not fill stay null.
    ///
    /// Source: Splunk_SA_CIM 5.3 `Endpoint.json`, data set `Processes`, calculations.
    package static func calculateFields(of event: inout Event) {
        var unknown: Range<Int>?
        fill(.dest, of: &event, &unknown)
        fill(.original_file_name, of: &event, &unknown)
        fill(.parent_process, of: &event, &unknown)
        fillName(.parent_process_name, from: .parent_process, of: &event)
        fill(.process, of: &event, &unknown)
        fillName(.process_name, from: .process, of: &event)
        fill(.user, of: &event, &unknown)
        guard event.isMissing(.vendor_product) else { return }
        if event.isMissing(.sourcetype) {
            fill(.vendor_product, of: &event, &unknown)
        } else {
            event.set(.vendor_product, sameAs: .sourcetype)
        }
    }

    /// `if(isnull(f) OR f="","unknown",f)`; the word stands once in an event.
    private static func fill(_ field: Field, of event: inout Event, _ unknown: inout Range<Int>?) {
        guard event.isMissing(field) else { return }
        if let unknown {
            event.set(field.id, range: unknown)
        } else {
            event.set(field, "unknown")
            unknown = event.range(of: field.id)
        }
    }

    /// `replace(process,"^\s*([^\s]+).*","\1")`: the first word, its path kept. `.` ends at a line
    /// feed, so further lines stay behind it; a value of blanks only stays as it is.
    private static func fillName(_ name: Field, from process: Field, of event: inout Event) {
        guard event.isMissing(name), let whole = event.range(of: process.id) else { return }
        let bytes = event.bytes
        var start = whole.lowerBound
        while start < whole.upperBound, ASCII.isSpace(bytes[start]) { start += 1 }
        let word = Cut.leading(bytes, start..<whole.upperBound, until: ASCII.isSpace)
        if word.isEmpty {
            event.set(name, sameAs: process)
            return
        }
        let line = Cut.leading(bytes, word.upperBound..<whole.upperBound) { $0 == 0x0A }
        if line.upperBound == whole.upperBound {
            event.set(name.id, range: word)
        } else {
            event.set(name.id, bytes[word] + bytes[line.upperBound..<whole.upperBound])
        }
    }
}
