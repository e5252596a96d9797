import CLiteralSearch
import Testing

@testable import DaemonRuntime

/// What the C functions say of one record, at each of their exits.
struct RecordShapeTests {
    private static func isWhole(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        var time = 0
        return unsafe IdentifierNames(nil).withIdentifiers {
            unsafe riskd_is_whole_record(bytes, bytes.count, $0, &time) != 0
        }
    }

    private static func mayBe(_ text: String, takesSensor: Bool = false) -> Bool {
        let bytes = Array(text.utf8)
        let names = IdentifierNames(
            ids: [12, 13], types: takesSensor ? ["processrollup2"] : [],
            idKeys: ["eventid", "code"], typeKeys: ["eventsimplename"])
        return unsafe names.withIdentifiers {
            unsafe riskd_may_be_event(bytes, bytes.count, $0) != 0
        }
    }

    @Test("a time is found whatever name was found in the record before")
    func times() {
        let names = IdentifierNames(nil)
        let lines = ["timestamp", "EventTime", "SystemTime", "none", "TimeCreated", "timestamp"]
        var time = 0
        for _ in 0..<2 {
            for line in lines {
                let bytes = Array("{\"\(line)\":1}".utf8)
                let isWhole = unsafe names.withIdentifiers {
                    unsafe riskd_is_whole_record(bytes, bytes.count, $0, &time) != 0
                }
                #expect(isWhole == (line != "none"), "\(line)")
            }
        }
    }

    @Test(
        "a whole record is an object from brace to brace, or one event, with a time",
        arguments: [
            ("", false), ("{", false), (" ", false), ("{}", false), (#"{"timestamp":1}"#, true),
            ("{\"timestamp\":1} \r\n", true), (#"{"timestamp":1"#, false),
            (#"x"timestamp"}"#, false),
            (#"{"EventTime":1}"#, true), (#"{"@timestamp":1}"#, true), (#"{"TimeCreated"}"#, true),
            (#"{"TimeGenerated"}"#, true), (#"{"SystemTime"}"#, true), (#"{"Timestamp"}"#, false),
            (#"{ "SystemTime"}"#, true), ("{SystemTime}", false),
            ("{1} <Event>SystemTime}", false), ("{ }", false),
            ("<Event></Event>", false), ("<Event>SystemTime</Event>", true),
            ("<Event a>SystemTime</Event>", true), ("<Events>SystemTime</Event>", false),
            ("<Event>SystemTime</Event></Event>", false), ("<Event>SystemTime</Event", false),
            ("<Event>SystemTime<Event></Event>", false),
            ("<Event>SystemTime<Event a></Event>", false),
            ("<Event>SystemTime<Event/></Event>", false),
            ("<Event>SystemTime<EventID/><EventData/></Event>", true),
            ("<Event>SystemTime<Event</Event>", true), ("<Other>SystemTime</Other>", false),
            ("<Event>Systemtime</Event>", false),
        ])
    func whole(text: String, expected: Bool) {
        #expect(Self.isWhole(text) == expected)
        // Whatever stands before the place where a block of sixteen ends.
        for length in 0..<40 where expected && text.hasPrefix("<Event>") {
            let filler = String(repeating: "x", count: length)
            #expect(Self.isWhole("<Event>" + filler + text.dropFirst(7)))
        }
    }

    @Test(
        "an event of another id is known by each place that could say one",
        arguments: [
            ("", true), ("   ", true), ("<Event/>", true),
            // Elements.
            ("<EventID>1</EventID>", false), ("<EventID>13</EventID>", true),
            ("<EventID Q='0'>1</EventID>", false), ("<EventID\n>12</EventID>", true),
            ("<EventID>1</EventID><EventID>13</EventID>", true),
            ("<EventID>1</EventID><a:EventID>1</a:EventID>", true),
            ("<EventID>1</EventID>EventID", false), ("<EventIDs>13</EventIDs>", true),
            ("<EventID>1</EventID><EventIDs>13</EventIDs>", false),
            ("<EventID>1</EventID><EventID/>", true), ("<EventID>1</EventID><EventID ", true),
            ("<EventID>1</EventID><EventID", true), ("<EventID></EventID>", true),
            ("<EventID>1", true), ("<EventID>1<", true), ("<EventID>1<b/>", true),
            ("<EventID>123456789</EventID>", false), ("<EventID>1234567890</EventID>", true),
            ("<EventID>x</EventID>", true),
            // Members.
            (#"{"EventID":1}"#, false), (#"{"EventID":13}"#, true), (#"{"EventId": "1"}"#, false),
            (#"{"event_id" : 1 }"#, false), (#"{"event":{"code":"1"}}"#, false),
            (#"{"EventID":1,"code":13}"#, true), (#"{"EventID":1,"code":null}"#, true),
            (#"{"EventID"}"#, true), (#"{"EventID""#, true), (#"{"EventID":"#, true),
            // Flattened keys end like that; a short name counts by itself alone.
            (#"{"xEventID":1}"#, false), (#"{"xEventID":13,"EventID":1}"#, true),
            (#"{"xcode":13,"EventID":1}"#, false), (#"{"x.code":13,"EventID":1}"#, true),
            (#"{"_EVENT-id":1}"#, false), (#"{"EventID":65548}"#, true),
            (#"{"EventID":65536}"#, false), (#"{"EventID":1,"x":"\"code\":1"}"#, true),
            (#"{"EventID":1,"x":"<EventID>1"}"#, true), (#"{"EventID":1,"x":"EventID"}"#, false),
            (#"{"EventID":1,"x":"\u003CEventID"}"#, true), (#"{"":1,"EventID":1}"#, false),
            (#"{"EventID":1,"EventID":13"#, true),
            ("{\"EventID\":1,\"\(String(repeating: "_", count: 89))EventID\":13}", true),
            ("{\"EventID\":1,\"\(String(repeating: "_", count: 90))EventID\":13}", false),
            (#"EventID":1"#, true), (#"{"EventID":1.5}"#, true), (#"{"EventID":1"#, true),
            (#"{"EventID":"1""#, false),
        ])
    func kind(text: String, expected: Bool) {
        #expect(Self.mayBe(text) == expected)
        #expect(Self.mayBe(text, takesSensor: true) == expected)
    }

    @Test(
        "a sensor's process start is one where it is asked for",
        arguments: [
            (#"{"event_simpleName":"ProcessRollup2"}"#, true),
            (#"{"event_simpleName":"PROCESSROLLUP2"}"#, true),
            (#"{"event_simpleName":"ProcessRollup2Stats"}"#, false),
            (##"{"#event_simpleName":"ProcessRollup2"}"##, true),
            (#"{"event_simpleName":"DnsRequest"}"#, false),
            (#"{"event_simpleName":"Process"#, false),
            (#"{"event_simpleName":"DnsRequest","event_simpleName":"ProcessRollup2"}"#, true),
        ])
    func sensor(text: String, isStart: Bool) {
        #expect(!Self.mayBe(text))
        #expect(Self.mayBe(text, takesSensor: true) == isStart)
    }

    @Test(
        "where a sensor's record does not say its kind it may be any",
        arguments: [
            #"{"event_simpleName":1}"#, #"{"event_simpleName"}"#, #"{"event_simpleName":"#,
            #"{"event_simpleName":["DnsRequest"]}"#, #"{"event_simpleName":"Dns\u0052equest"}"#,
            "{\"event_simpleName\":\"\(String(repeating: "x", count: 97))\"}",
        ])
    func unknownSensor(text: String) {
        #expect(Self.mayBe(text, takesSensor: true))
    }

    @Test("the last place of a byte is found, or that there is none")
    func last() {
        let bytes = Array("a\nb\nc".utf8)
        unsafe bytes.withUnsafeBufferPointer { buffer in
            let found = unsafe riskd_last(buffer.baseAddress, 0x0A, buffer.count)
            #expect(unsafe found == buffer.baseAddress.map { unsafe $0 + 3 })
            #expect(unsafe riskd_last(buffer.baseAddress, 0x7A, buffer.count) == nil)
            #expect(unsafe riskd_last(buffer.baseAddress, 0x0A, 0) == nil)
        }
    }
}
