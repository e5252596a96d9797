import CIM

/// Small records, and what a normaliser makes of them.
enum Fixture {
    /// A normalised record: what became of it, and the event when it is one.
    struct Outcome {
        var normalization: Normalization
        var event: Event
        var repairs: Repairs

        subscript(field: Processes.Field) -> String? { event.string(field.id) }
    }

    static func normalize(
        _ record: [UInt8], as format: RecordFormat = .automatic, profile: Profile = .splunk
    ) -> Outcome {
        var normalizer = Normalizer(profile: profile)
        var event = Event(dataSet: Processes.dataSet)
        let normalization = normalizer.normalize(record.span, as: format, into: &event)
        return Outcome(
            normalization: normalization, event: event, repairs: normalizer.repairs)
    }

    static func normalize(
        _ record: String, as format: RecordFormat = .automatic, profile: Profile = .splunk
    ) -> Outcome {
        normalize(Array(record.utf8), as: format, profile: profile)
    }

    static let system = """
        <System><Provider Name='Microsoft-Windows-Sysmon' Guid='{5770385F}'/><EventID>1</EventID>\
        <Keywords>0x8000000000000000</Keywords>\
        <TimeCreated SystemTime='2024-01-10T19:00:16.111676000Z'/><Correlation/>\
        <Channel>Microsoft-Windows-Sysmon/Operational</Channel><Computer>LAB01</Computer>\
        <Security UserID='S-1-5-18'/></System>
        """

    /// A Sysmon event 1 around some `EventData`.
    static func sysmon(_ data: String, system: String = system) -> String {
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>\(system)"
            + "<EventData>\(data)</EventData></Event>"
    }

    static func data(_ values: KeyValuePairs<String, String>) -> String {
        values.map { "<Data Name='\($0.key)'>\($0.value)</Data>" }.joined()
    }

    /// A Security event 4688; values as XML.
    static func security(
        _ values: KeyValuePairs<String, String>, keywords: String = "0x8020000000000000"
    ) -> String {
        """
        <Event><System><Provider Name='Microsoft-Windows-Security-Auditing'/>\
        <EventID>4688</EventID><Keywords>\(keywords)</Keywords>\
        <TimeCreated SystemTime='2024-01-10T19:00:16Z'/><Channel>Security</Channel>\
        <Computer>LAB01.example.test</Computer><Security/></System>\
        <EventData>\(data(values))</EventData></Event>
        """
    }

    /// A flat JSON object of strings; values as JSON.
    static func json(_ values: KeyValuePairs<String, String>) -> String {
        "{" + values.map { "\"\($0.key)\":\"\($0.value)\"" }.joined(separator: ",") + "}"
    }
}
