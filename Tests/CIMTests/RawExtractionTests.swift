import CIM
import TestSupport
import Testing

/// The fields of raw events, in every rendering.
struct RawExtractionTests {
    typealias Rendering = WindowsEventRecord.Rendering

    /// What became of one record: the fields that were asked for.
    static func fields(
        _ text: String, _ names: [String], as format: RecordFormat = .automatic,
        source: RawSource = RawSource(), wanted: Set<WantedRecords>? = nil
    ) -> (outcome: Normalization, values: [String: [String]], time: Timestamp) {
        let dataSet = DataSet(rawWindows: names)
        var extractor = RawExtractor(dataSet: dataSet, wanted: wanted)
        var event = Event(dataSet: dataSet)
        let bytes = Array(text.utf8)
        let outcome = extractor.extract(bytes.span, as: format, source: source, into: &event)
        var values: [String: [String]] = [:]
        guard outcome == .event else { return (outcome, values, event.time) }
        for (index, name) in dataSet.fields.enumerated() {
            values[name] = event.strings(FieldID(index: index))
        }
        return (outcome, values, event.time)
    }

    static func values(_ text: String, _ name: String) -> [String]? {
        fields(text, [name]).values[name]
    }

    private static let logon = WindowsEventRecord.event(
        4_624,
        [
            ("SubjectUserName", "-"), ("SubjectLogonId", "0x3e7"), ("TargetUserName", "ann & bob"),
            ("TargetDomainName", "CORP"), ("LogonType", "3"), ("WorkstationName", "-"),
            ("IpAddress", "::ffff:192.0.2.7"), ("IpPort", "50123"), ("Empty", ""),
            ("Process Name", "C:\\x.exe"), ("1st-name", "odd"), ("Twice", "one"), ("Twice", "two"),
            ("Twice", "one"), ("ElevatedToken", "%%1842"),
        ])

    /// The system's part, which not every rendering has all of.
    private static let lacking: [String: Set<Rendering>] = [
        "Level": [.winlogbeat8, .winlogbeat6, .flat], "Task": [.winlogbeat8, .winlogbeat6],
        "SystemTime": [.winlogbeat8, .winlogbeat6, .flat, .windowsEvent, .securityEvent],
    ]

    @Test(
        "a record gives each field of its own, by the name of the XML, in every rendering",
        arguments: [
            ("EventID", ["4624"]), ("EventCode", ["4624"]), ("Version", ["2"]), ("Level", ["4"]),
            ("Task", ["13"]), ("Opcode", ["0"]), ("Keywords", ["0x8020000000000000"]),
            ("EventRecordID", ["77"]), ("RecordNumber", ["77"]), ("event_id", ["77"]),
            ("id", ["77"]), ("Channel", ["Security"]), ("Computer", ["pc-9.corp.example"]),
            ("Name", ["Microsoft-Windows-Security-Auditing"]), ("Guid", ["{a-b}"]),
            ("SystemTime", ["2024-03-05T06:07:08.250Z"]), ("ActivityID", ["{c-d}"]),
            ("ProcessID", ["612"]), ("ThreadID", ["44"]), ("UserID", ["S-1-5-18"]),
            ("user_id", ["S-1-5-18"]), ("SubjectUserName", ["-"]),
            ("TargetUserName", ["ann & bob"]), ("IpAddress", ["::ffff:192.0.2.7"]),
            ("Process_Name", ["C:\\x.exe"]), ("st_name", ["odd"]),
            ("Twice", ["one", "two", "one"]), ("ElevatedToken", ["%%1842"]), ("Empty", []),
            ("Process Name", []), ("1st-name", []), ("targetusername", []), ("Message", []),
            ("Category", []), ("Domain", []), ("EventType", []), ("message", []),
            ("host", ["pc-9.corp.example"]), ("dvc", ["pc-9.corp.example"]),
            ("dvc_nt_host", ["pc-9.corp.example"]), ("source", ["XmlWinEventLog:Security"]),
            ("sourcetype", ["XmlWinEventLog"]), ("index", ["main"]),
        ])
    func own(name: String, values: [String]) {
        for rendering in Rendering.allCases {
            if Self.lacking[name]?.contains(rendering) ?? false { continue }
            let found = Self.fields(Self.logon.text(rendering), [name])
            #expect(found.outcome == .event, "\(rendering)")
            #expect(found.values[name] == values, "\(rendering)")
            #expect(found.time == Timestamp.parse("2024-03-05T06:07:08.250Z"), "\(rendering)")
        }
    }

    @Test func `the whole record is a field, of a wrapped one what is wrapped`() {
        for rendering in Rendering.allCases where rendering != .splunkHEC {
            let text = Self.logon.text(rendering)
            #expect(Self.values(text, "_raw") == [text])
        }
        #expect(
            Self.values(Self.logon.text(.splunkHEC), "_raw") == [Self.logon.text(.xml)])
    }

    @Test func `the same name in System and in the data has both values, System's first`() {
        let filter = WindowsEventRecord.sysmon(19, [("Name", "Updater"), ("ProcessID", "9")])
        for rendering in Rendering.allCases {
            let found = Self.fields(filter.text(rendering), ["Name", "ProcessID"])
            #expect(
                found.values["ProcessID"] == ["612", "9"], "\(rendering)")
            #expect(
                found.values["Name"] == ["Microsoft-Windows-Sysmon", "Updater"], "\(rendering)")
        }
    }

    @Test(
        "what the configuration says of a source counts over the record",
        arguments: [
            (RawSource(), "pc-9.corp.example", "XmlWinEventLog:Security", "XmlWinEventLog", "main"),
            (
                RawSource(host: "h", index: "win", source: "s", sourcetype: "t"), "h", "s", "t",
                "win"
            ),
        ])
    func source(
        source: RawSource, host: String, name: String, sourcetype: String, index: String
    ) {
        let found = Self.fields(
            Self.logon.text(.xml), ["host", "source", "sourcetype", "index", "Computer"],
            source: source)
        #expect(found.values["host"] == [host])
        #expect(found.values["source"] == [name])
        #expect(found.values["sourcetype"] == [sourcetype])
        #expect(found.values["index"] == [index])
        #expect(found.values["Computer"] == ["pc-9.corp.example"])
    }

    @Test(
        "only records of events that are wanted become events",
        arguments: [
            (nil, true), ([], false), ([WantedRecords(eventID: 4_624)], true),
            ([WantedRecords(eventID: 4_625)], false), ([WantedRecords(eventID: -1)], false),
            ([WantedRecords(eventID: 70_000)], false),
            ([WantedRecords(channel: "SECURITY", eventID: 4_624)], true),
            ([WantedRecords(channel: "System", eventID: 4_624)], false),
            (
                [
                    WantedRecords(channel: "System", eventID: 4_624),
                    WantedRecords(channel: "security", eventID: 4_624),
                ], true
            ),
            (
                [
                    WantedRecords(channel: "System", eventID: 4_624),
                    WantedRecords(eventID: 4_624),
                ], true
            ),
            ([WantedRecords(channel: "security", eventID: nil)], true),
            ([WantedRecords(channel: "Sec*", eventID: nil)], true),
            ([WantedRecords(channel: "Securit", eventID: nil)], false),
            ([WantedRecords(channel: "*ITY", eventID: nil)], true),
            ([WantedRecords(channel: "*uri*", eventID: nil)], true),
            ([WantedRecords(channel: "*x*", eventID: nil)], false),
            (
                [
                    WantedRecords(channel: "System*", eventID: nil), WantedRecords(eventID: 4_625),
                ], false
            ),
            ([WantedRecords(eventID: nil)], true),
        ] as [(Set<WantedRecords>?, Bool)])
    func wanted(wanted: Set<WantedRecords>?, isWanted: Bool) {
        for rendering in Rendering.allCases {
            let found = Self.fields(Self.logon.text(rendering), ["dest"], wanted: wanted)
            #expect(found.outcome == (isWanted ? .event : .notMember), "\(rendering)")
        }
    }
}

/// What rules of Sigma ask of a record beside its fields.
struct RawWholeTests {
    private static let names = ["_data", "_values", "_empty", "Data"]

    @Test("data without a name are a field of their own, and empty ones are known by name")
    func xml() {
        let record = """
            <Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>\
            <Provider Name='P'/><EventID>400</EventID><Channel>Windows PowerShell</Channel>\
            <TimeCreated SystemTime='2024-01-10T19:00:16Z'/><Computer>c</Computer></System>\
            <EventData><Data>one &amp; 1</Data><Data>two</Data><Data Name='Full'>x</Data>\
            <Data Name='Some Name'></Data><Data Name='Other'/><Binary>00</Binary></EventData></Event>
            """
        let values = RawExtractionTests.fields(record, Self.names).values
        #expect(values["_data"] == ["one & 1", "two"])
        #expect(values["_empty"] == ["Some_Name\0Other\0"])
        #expect(values["Data"] == [])
        let all = values["_values"]?.first?.split(separator: "\0").map(String.init) ?? []
        #expect(
            all == [
                "P", "400", "Windows PowerShell", "2024-01-10T19:00:16Z", "c", "one & 1", "two",
                "x",
            ])
    }

    @Test(
        "so it is in JSON, however a converter writes data without a name",
        arguments: [
            ##"{"Data": "one"}"##, ##"{"Data": ["one"]}"##, ##"{"Data": {"#text": "one"}}"##,
            ##"{"Data": {"#text": ["one"]}}"##, ##"{"Data": [{"#text": "one"}]}"##,
        ])
    func json(_ data: String) {
        let record = """
            {"Event": {"System": {"Provider": {"#attributes": {"Name": "P"}}, "EventID": 400, \
            "Channel": "Windows PowerShell", "Computer": "c", "TimeCreated": {"#attributes": \
            {"SystemTime": "2024-01-10T19:00:16Z"}}}, "EventData": \(data)}}
            """
        let values = RawExtractionTests.fields(record, Self.names).values
        #expect(values["_data"] == ["one"], "\(data)")
        #expect(values["_values"]?.first?.contains("one\0") == true)
    }

    @Test(
        "what stands in UserData is found by a name for anywhere, and by no other",
        arguments: [
            """
            <Event xmlns='x'><System><Provider Name='P'/><EventID>5858</EventID>\
            <TimeCreated SystemTime='2024-01-10T19:00:16Z'/><Channel>W</Channel>\
            <Computer>c</Computer></System><UserData><Failure xmlns='y'><Operation>a &amp; b\
            </Operation><Inner><Deep>d</Deep></Inner><None/></Failure></UserData></Event>
            """,
            """
            {"Event": {"System": {"Provider": {"#attributes": {"Name": "P"}}, "EventID": 5858, \
            "TimeCreated": {"#attributes": {"SystemTime": "2024-01-10T19:00:16Z"}}, \
            "Channel": "W", "Computer": "c"}, "UserData": {"Failure": {"#attributes": \
            {"xmlns": "y", "Deep": "no"}, "Operation": "a & b", "Inner": {"Deep": "d"}, \
            "None": ""}}}}
            """,
        ])
    func userData(_ record: String) {
        let names = ["Operation", "data:Operation", "data:Deep", "data:xmlns", "data:Inner"]
        let values = RawExtractionTests.fields(record, names + Self.names).values
        #expect(values["data:Operation"] == ["a & b"] && values["data:Deep"] == ["d"])
        #expect(values["Operation"] == [] && values["data:xmlns"] == [])
        #expect(values["data:Inner"] == [])
        #expect(values["_empty"] == ["None\0"])
        #expect(values["_values"]?.first?.hasSuffix("a & b\0d\0") == true)
    }

    @Test("a name for anywhere is found among data that are no UserData, too")
    func anywhere() {
        let record = """
            <Event xmlns='x'><System><EventID>1</EventID><Channel>W</Channel>\
            <TimeCreated SystemTime='2024-01-10T19:00:16Z'/></System>\
            <EventData><Data Name='Full Path'>x</Data></EventData></Event>
            """
        let values = RawExtractionTests.fields(record, ["Full_Path", "data:Full_Path"]).values
        #expect(values["Full_Path"] == ["x"] && values["data:Full_Path"] == ["x"])
    }

    @Test("a name with an empty text is known in JSON, too, and null is no value")
    func emptyJSON() {
        let record = """
            {"Event": {"System": {"EventID": 1, "Channel": "Microsoft-Windows-Sysmon/Operational", \
            "Computer": "c", "TimeCreated": {"#attributes": {"SystemTime": "2024-01-10T19:00:16Z"}}}, \
            "EventData": {"A": "", "B": null, "C": "x"}}}
            """
        #expect(RawExtractionTests.values(record, "_empty") == ["A\0"])
    }
}
