extension Processes {
    /// The model's calculated fields, in its order; each sees those before it.
    ///
    /// Source: Splunk_SA_CIM 5.x `Endpoint.json`: what is missing or empty is `unknown`; a missing
    /// name is the first word of the command line.
    static func calculate(_ event: inout Event) {
        lowercase(.process_integrity_level, &event)
        fill(.dest, &event)
        fill(.original_file_name, &event)
        fill(.parent_process, &event)
        fillName(.parent_process_name, from: .parent_process, &event)
        fill(.process, &event)
        fillName(.process_name, from: .process, &event)
        fill(.user, &event)
        fill(.vendor_product, &event)
    }

    private static let unknown = Array("unknown".utf8)

    private static func fill(_ field: Field, _ event: inout Event) {
        if isMissing(field, event) { event.set(field.id, unknown) }
    }

    private static func isMissing(_ field: Field, _ event: borrowing Event) -> Bool {
        event.range(of: field.id)?.isEmpty ?? true
    }

    /// `replace(process,"^\s*([^\s]+).*","\1")`
    private static func fillName(_ field: Field, from line: Field, _ event: inout Event) {
        guard isMissing(field, event), let range = event.range(of: line.id) else { return }
        var start = range.lowerBound
        while start < range.upperBound, isBlank(event.bytes[start]) { start += 1 }
        var end = start
        while end < range.upperBound, !isBlank(event.bytes[end]) { end += 1 }
        if start < end {
            event.set(field.id, range: start..<end)
        } else {
            event.set(field.id, unknown)
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }

    private static func lowercase(_ field: Field, _ event: inout Event) {
        guard let range = event.range(of: field.id) else { return }
        let lower = event.bytes[range].map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        event.set(field.id, lower)
    }
}
