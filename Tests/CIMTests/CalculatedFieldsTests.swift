import Testing

@testable import CIM

struct CalculatedFieldsTests {
    private func calculated(_ values: [Processes.Field: String]) -> Event {
        var event = Event(dataSet: Processes.dataSet)
        for (field, value) in values { event.set(field.id, value) }
        Mapping(Processes.self, []).calculate(&event)
        return event
    }

    @Test(arguments: [nil, ""] as [String?])
    func `a missing or empty field is unknown where the model fills it`(value: String?) {
        let filled: Set<Processes.Field> = [
            .dest, .original_file_name, .parent_process, .parent_process_name, .process,
            .process_name, .user, .vendor_product,
        ]
        for field in Processes.Field.allCases {
            let event = calculated(value.map { [field: $0] } ?? [:])
            #expect(event.string(field.id) == (filled.contains(field) ? "unknown" : value))
        }
    }

    @Test(
        "a missing name is the first word of the command line",
        arguments: [
            ("cmd.exe /c x", "cmd.exe"), ("  cmd", "cmd"), ("C:\\a b\\c.exe", "C:\\a"),
            ("\"C:\\a b\\c.exe\"", "\"C:\\a"), ("a\tb", "a"), ("\n a b", "a"), ("   ", "   "),
            // The expression's `.` ends at a line feed, and only what it takes is replaced.
            ("a b\nc d", "a\nc d"), ("a\nb", "a\nb"),
        ])
    func names(process: String, name: String) {
        let event = calculated([.process: process, .parent_process: process])
        #expect(event.string(Processes.Field.process_name.id) == name)
        #expect(event.string(Processes.Field.parent_process_name.id) == name)
        #expect(event.string(Processes.Field.process.id) == process)
    }

    @Test func `what is there stays`() {
        let event = calculated([
            .process: "a b", .process_name: "x", .vendor_product: "v", .user: "null",
        ])
        #expect(event.string(Processes.Field.process_name.id) == "x")
        #expect(event.string(Processes.Field.vendor_product.id) == "v")
        #expect(event.string(Processes.Field.user.id) == "null")
    }

    @Test func `a missing vendor is the sourcetype`() {
        let event = calculated([.sourcetype: "s"])
        #expect(event.string(Processes.Field.vendor_product.id) == "s")
    }
}
