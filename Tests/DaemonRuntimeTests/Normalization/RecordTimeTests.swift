import CIM
import DaemonRuntime
import Testing

/// Which of the times of a record is its own, and what a clock without a zone means.
struct RecordTimeTests {
    /// 08:12:08 UTC of a day in winter.
    private static let event = Timestamp(seconds: 1_741_075_928)

    private static func time(_ record: String, in zone: TimeZoneRules? = nil) -> Timestamp? {
        var normalizer = Normalizer(profile: .splunk)
        normalizer.zones = [.utc, zone]
        var event = Event(dataSet: Processes.dataSet)
        let bytes = Array(record.utf8)
        let outcome = normalizer.normalize(bytes.span, zone: 1, into: &event)
        return outcome == .event ? event.time : nil
    }

    /// A flat Sysmon event with these times.
    private static func flat(_ times: String) -> String {
        """
        {\(times),"EventID":1,"SourceName":"Microsoft-Windows-Sysmon","Hostname":"ws-7",\
        "Image":"C:\\\\Windows\\\\cmd.exe","CommandLine":"cmd /c x"}
        """
    }

    @Test(
        "the record's own time wins over what a shipper put on",
        arguments: [
            #""@timestamp":"2025-03-04T20:00:00Z","EventTime":"2025-03-04T08:12:08Z""#,
            #""EventTime":"2025-03-04 08:12:08","@timestamp":"2025-03-04T20:00:00Z""#,
            #""@timestamp":"2025-03-04T20:00:00Z","TimeCreated":{"SystemTime":"2025-03-04 08:12:08"}"#,
            #""@timestamp":"2025-03-04T20:00:00Z","TimeCreated":"/Date(1741075928000)/""#,
            #""@timestamp":"2025-03-04T20:00:00Z","TimeGenerated":"2025-03-04T08:12:08Z""#,
            #""@timestamp":"2025-03-04T20:00:00Z","UtcTime":"2025-03-04 08:12:08""#,
            #""UtcTime":"2025-03-04 08:12:08""#,
            #""@timestamp":"2025-03-04T08:12:08Z""#,
            #""EventTime":"2025-03-04 20:00:00","TimeCreated":{"SystemTime":"2025-03-04T08:12:08Z"}"#,
        ])
    func own(times: String) {
        #expect(Self.time(Self.flat(times)) == Self.event)
    }

    @Test func `evtx_dump's SystemTime wins over a shipper's stamp`() {
        let record = """
            {"@timestamp":"2025-03-04T20:00:00Z","Event":{"System":{"EventID":1,"Computer":"ws-7",\
            "Channel":"Microsoft-Windows-Sysmon/Operational","TimeCreated":{"#attributes":\
            {"SystemTime":"2025-03-04T08:12:08.000000Z"}}},"EventData":{"CommandLine":"cmd"}}}
            """
        #expect(Self.time(record) == Self.event)
    }

    @Test(
        "winlogbeat's stamp is the event's time and counts first",
        arguments: [
            """
            {"@timestamp":"2025-03-04T08:12:08Z","winlog":{"event_id":"1","computer_name":"ws-7",\
            "provider_name":"Microsoft-Windows-Sysmon","event_data":{"CommandLine":"cmd",\
            "UtcTime":"2025-03-04 08:12:07.990"}}}
            """,
            """
            {"@timestamp":"2025-03-04T08:12:08Z","event_id":1,"record_number":"77",\
            "source_name":"Microsoft-Windows-Sysmon","computer_name":"ws-7",\
            "event_data":{"CommandLine":"cmd","UtcTime":"2025-03-04 08:12:07.990"}}
            """,
            """
            {"EventTime":"2025-03-04 20:00:00","winlog.api":"wineventlog",\
            "winlog.event_id":1,"winlog.provider_name":"Microsoft-Windows-Sysmon",\
            "winlog.event_data.CommandLine":"cmd","@timestamp":"2025-03-04T08:12:08Z"}
            """,
        ])
    func winlogbeat(record: String) {
        #expect(Self.time(record) == Self.event)
    }

    @Test(
        "a clock without a zone is read in the zone of its source",
        arguments: [
            ("Europe/Berlin", "2025-03-04 09:12:08", 1_741_075_928),
            ("Asia/Tokyo", "2025-03-04 17:12:08", 1_741_075_928),
            ("America/New_York", "2025-03-04 03:12:08", 1_741_075_928),
            ("Asia/Kathmandu", "2025-03-04 13:57:08", 1_741_075_928),
            // In summer.
            ("Europe/Berlin", "2025-07-01 10:00:00", 1_751_356_800),
            // Left out by the change of 30 March: as far behind it as behind the gap's start.
            ("Europe/Berlin", "2025-03-30 02:30:00", 1_743_298_200),
            // Twice on 26 October: the first.
            ("Europe/Berlin", "2025-10-26 02:30:00", 1_761_438_600),
        ])
    func zone(name: String, clock: String, seconds: Int64) throws {
        let zone = try #require(TimeZoneDatabase.rules(name))
        let record = Self.flat("\"EventTime\":\"\(clock)\"")
        #expect(Self.time(record, in: zone) == Timestamp(seconds: seconds))
        let local = Self.flat("\"TimeCreated\":\"\(clock)\"")
        #expect(Self.time(local, in: zone) == Timestamp(seconds: seconds))
    }

    @Test(
        "a zone moves no time that names one, nor one that is always UTC",
        arguments: [
            #""EventTime":"2025-03-04T08:12:08Z""#, #""EventTime":"2025-03-04 09:12:08+01:00""#,
            #""EventTime":"1741075928000""#, #""TimeCreated":{"SystemTime":"2025-03-04 08:12:08"}"#,
            #""TimeGenerated [UTC]":"3/4/2025, 8:12:08.000 AM""#,
            #""@timestamp":"2025-03-04T08:12:08""#, #""UtcTime":"2025-03-04 08:12:08""#,
            #""TimeCreated [UTC]":"3/4/2025, 8:12:08.000 AM""#,
        ])
    func fixedTimes(times: String) throws {
        let zone = try #require(TimeZoneRules(offset: "+05:30"))
        #expect(Self.time(Self.flat(times), in: zone) == Self.event)
    }

    @Test(
        "Sysmon's UtcTime is right where the clock is off by whole quarter-hours",
        arguments: [
            // Tokyo, New York, Kathmandu, Kiritimati; a log that lags by a minute.
            ("2025-03-04 17:12:08", "2025-03-04 08:12:08", true),
            ("2025-03-04 03:12:08", "2025-03-04 08:12:08", true),
            ("2025-03-04 13:57:08", "2025-03-04 08:12:08", true),
            ("2025-03-04 22:12:08", "2025-03-04 08:12:08", true),
            ("2025-03-04 17:13:08", "2025-03-04 08:12:08", true),
            ("2025-03-04 08:27:08", "2025-03-04 08:12:08", true),
            // Minutes late, but not by a zone; and more than any zone.
            ("2025-03-04 08:13:08", "2025-03-04 08:12:08", false),
            ("2025-03-04 08:20:08", "2025-03-04 08:12:08", false),
            ("2025-03-06 08:12:08", "2025-03-04 08:12:08", false),
            ("2025-03-03 16:12:08", "2025-03-04 08:12:08", false),
            ("2025-03-04 22:27:08", "2025-03-04 08:12:08", false),
            ("2025-03-04 17:12:08", "unknown", false),
        ])
    func witness(clock: String, utc: String, isUTC: Bool) {
        let record = Self.flat("\"EventTime\":\"\(clock)\",\"UtcTime\":\"\(utc)\"")
        #expect(Self.time(record) == Timestamp.parse(isUTC ? utc : clock))
    }

    @Test(
        "a stamp that is off by whole quarter-hours tells the zone of a clock, if Sysmon agrees",
        arguments: [
            // The clock is that of New York; the stamp is right to the second.
            (#""EventTime":"2025-03-04 03:12:07","@timestamp":"2025-03-04T08:12:08Z""#),
            (#""EventTime":"2025-03-04 03:12:07","@timestamp":"2025-03-04T08:12:08Z","#
                + #""UtcTime":"2025-03-04 08:12:06""#),
            // Sent hours later: the event's own time counts.
            (#""EventTime":"2025-03-04 08:12:08","@timestamp":"2025-03-04T20:00:00Z""#),
            (#""EventTime":"2025-03-04 08:12:08","@timestamp":"2025-03-04T20:12:08Z","#
                + #""UtcTime":"2025-03-04 08:12:08""#),
            (#""EventTime":"2025-03-04 03:12:08","@timestamp":"2025-03-04T20:12:08Z","#
                + #""UtcTime":"2025-03-04 08:12:08""#),
        ])
    func stamp(times: String) {
        #expect(Self.time(Self.flat(times)) == Self.event)
    }

    @Test func `a stamp does not correct a zone that somebody has set`() {
        let record = Self.flat(
            #""EventTime":"2025-03-04 03:12:08","@timestamp":"2025-03-04T08:12:08Z""#)
        #expect(Self.time(record, in: .utc) == Timestamp.parse("2025-03-04T03:12:08Z"))
    }

    @Test func `UtcTime corrects a zone that is set wrongly, and settles an hour that comes twice`()
        throws
    {
        let zone = try #require(TimeZoneDatabase.rules("Europe/Berlin"))
        let second = Self.flat(
            #""EventTime":"2025-10-26 02:30:00","UtcTime":"2025-10-26 01:30:00""#)
        #expect(Self.time(second, in: zone) == Timestamp.parse("2025-10-26T01:30:00Z"))
        let tokyo = Self.flat(
            #""EventTime":"2025-03-04 17:12:08","UtcTime":"2025-03-04 08:12:08.100""#)
        #expect(Self.time(tokyo, in: zone) == Timestamp.parse("2025-03-04T08:12:08.1Z"))
    }

    @Test func `a time that names its zone is not corrected`() {
        let record = Self.flat(
            #""EventTime":"2025-03-04T17:12:08Z","UtcTime":"2025-03-04 08:12:08""#)
        #expect(Self.time(record) == Timestamp.parse("2025-03-04T17:12:08Z"))
    }

    @Test(
        "a distance from UTC is a zone",
        arguments: [
            ("+02:00", 7_200), ("-0530", -19_800), ("+09", 32_400), ("+00:00", 0),
            ("-23:59", -86_340),
        ])
    func offset(text: String, seconds: Int) throws {
        let zone = try #require(TimeZoneRules(offset: text))
        #expect(zone.utcOffsetSeconds(at: Self.event) == seconds)
    }

    @Test(
        "other texts are no distance from UTC",
        arguments: ["", "+", "2", "+2", "02:00", "+24:00", "+02:60", "+2:00", "+02:0", "+020000"])
    func noOffset(text: String) {
        #expect(TimeZoneRules(offset: text) == nil)
    }

    @Test(
        "a clock that shows the ends of time is refused, not trapped on",
        arguments: [
            "1677-09-21 00:12:44", "2262-04-11 23:47:16", "9999-12-31 23:59:59",
            "0001-01-01 00:00:00",
        ])
    func ends(clock: String) throws {
        let zone = try #require(TimeZoneDatabase.rules("Europe/Berlin"))
        #expect(Self.time(Self.flat("\"EventTime\":\"\(clock)\""), in: zone) == nil)
    }
}
