extension Processes {
    /// Sets the fields that the data model calculates from the others, in the model's order.
    ///
    /// The empty string counts as missing. Fields that CIM 5.3 does not fill stay null.
    ///
    /// Source: Splunk_SA_CIM 5.3 `Endpoint.json`, data set `Processes`, calculations.
    package static func calculateFields(of event: inout Event) {
        var unknown = UnknownFill()
        unknown.fill(Field.dest, of: &event)
        unknown.fill(Field.original_file_name, of: &event)
        unknown.fill(Field.parent_process, of: &event)
        fillName(.parent_process_name, from: .parent_process, of: &event)
        unknown.fill(Field.process, of: &event)
        fillName(.process_name, from: .process, of: &event)
        unknown.fill(Field.user, of: &event)
        unknown.fillVendor(Field.self, of: &event)
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
