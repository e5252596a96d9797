import CIM
import TestSupport
import Testing

@testable import DetectionExport

struct EventSchemaTests {
    @Test("an event is one line with its time to the nanosecond and the fields that it has")
    func line() {
        let event = Event.process(
            at: Timestamp(nanoseconds: 1_704_923_399_999_999_900),
            [.dest: "h\"1", .process: "a\nb", .user: ""])
        let line = String(
            decoding: EventSchema.line(event, collector: "c", sequence: 7), as: UTF8.self)
        #expect(
            line
                == #"{"_time":1704923399.9999999,"_time_ms":1704923399999,"#
                + #""_time_ns":1704923399999999900,"_data_set":"Endpoint.Processes","#
                + #""_collector":"c","_sequence":7,"dest":"h\"1","process":"a\nb","user":""}"#)
    }

    @Test("milliseconds are rounded down, also before the epoch")
    func milliseconds() {
        #expect(EventSchema.milliseconds(of: Timestamp(nanoseconds: 1_999_999)) == 1)
        #expect(EventSchema.milliseconds(of: Timestamp(nanoseconds: -1)) == -1)
        #expect(EventSchema.milliseconds(of: Timestamp(nanoseconds: -1_000_000)) == -1)
    }
}
