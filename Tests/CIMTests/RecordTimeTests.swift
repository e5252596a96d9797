import CIM
import TestSupport
import Testing

/// Times at the ends of what an instant holds.
struct RecordTimeTests {
    @Test(
        "a record of a time that no clock shows is told of, and no other one",
        arguments: [
            ("1677-09-21T00:12:44Z", false), ("1677-09-21T00:12:43.145224193Z", false),
            ("1677-09-21T00:12:43.145224192Z", false), ("1601-01-01T00:00:00Z", false),
            ("0000-01-01T00:00:00Z", false), ("1929-12-31T23:59:59.999999999Z", false),
            ("1930-01-01T00:00:00Z", true), ("1969-12-31T23:59:59.5Z", true),
            ("1970-01-01T00:00:00Z", true), ("2199-12-31T23:59:59Z", true),
            ("2200-01-01T00:00:00Z", false), ("2262-04-11T23:47:16.854775807Z", false),
            ("2262-04-11T23:47:16.854775808Z", false), ("9999-12-31T23:59:59Z", false),
            ("9223372036854775807", false), ("99999999999999999999", false),
            ("/Date(999999999999999)/", false), ("/Date(-999999999999999)/", false),
            ("2024-02-30T00:00:00Z", false), ("2024-01-10T19:00:16+99:99", false),
        ])
    func bounds(text: String, isRead: Bool) {
        let record = Fixture.json([
            "EventTime": text, "EventID": "1", "SourceName": "Microsoft-Windows-Sysmon",
            "CommandLine": "x",
        ])
        let outcome = Fixture.normalize(record)
        #expect(outcome.normalization == (isRead ? .event : .skipped(.invalidTime)))
    }

    @Test("arithmetic stays at the ends of the range")
    func saturation() {
        let (first, last) = (Timestamp(nanoseconds: .min), Timestamp(nanoseconds: .max))
        #expect(Timestamp(seconds: .min) == first && Timestamp(seconds: .max) == last)
        #expect(Timestamp(seconds: -9_223_372_037) == first)
        #expect(Timestamp(seconds: 9_223_372_036).seconds == 9_223_372_036)
        #expect(Timestamp(seconds: first.seconds) == first)
        #expect(first.advanced(byNanoseconds: -1) == first)
        #expect(last.advanced(byNanoseconds: 1) == last)
        #expect(first.advanced(byNanoseconds: .max).nanoseconds == -1)
        #expect(first.epochText == "-9223372036.854775807")
        #expect(last.epochText == "9223372036.854775807")
        for time in [first, last] {
            #expect(time.rfc3339(fractionDigits: 9).utf8.count == 30)
        }
    }
}
