import Glibc
import Testing

@testable import CIM

/// Bounds of reading a record, each met exactly.
struct LimitTests {
    @Test(
        "a header in front of a record may have 1,023 bytes", arguments: [0, 1_023, 1_024, 5_000])
    func header(length: Int) {
        let header = String(repeating: "x", count: length)
        for body in [
            Fixture.sysmon(Fixture.data(["CommandLine": "x"])),
            Fixture.json([
                "EventTime": "2024-01-10 19:00:16", "EventID": "1",
                "SourceName": "Microsoft-Windows-Sysmon", "CommandLine": "x",
            ]),
        ] {
            let outcome = Fixture.normalize(header + body)
            #expect(outcome.normalization == (length < 1_024 ? .event : .skipped(.unknownFormat)))
        }
    }

    @Test(
        "a reference of more digits than any character has is malformed",
        arguments: [1, 14, 15, 900])
    func reference(digits: Int) {
        let zeros = String(repeating: "0", count: max(0, digits - 2))
        let line = "&#x" + (digits == 1 ? "7" : zeros + "41") + ";"
        let outcome = Fixture.normalize(Fixture.sysmon(Fixture.data(["CommandLine": line])))
        #expect(outcome.normalization == (digits < 15 ? .event : .skipped(.malformedXML)))
    }

    @Test("a time zone has at most ten thousand changes", arguments: [0, 9_999, 10_000, 10_001])
    func transitions(count: Int) {
        func number(_ value: Int) -> [UInt8] {
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
        }
        var bytes = Array("TZif".utf8) + [UInt8](repeating: 0, count: 16)
        for value in [0, 0, 0, count, 1, 0] { bytes += number(value) }
        for index in 0..<count { bytes += number(index) }
        bytes += [UInt8](repeating: 0, count: count) + number(3_600) + [0, 0]
        let zone = TimeZoneRules(tzif: bytes, name: "X")
        #expect((zone != nil) == (count <= 10_000))
        #expect(TimeZoneRules(tzif: bytes.dropLast(), name: "X") == nil)
    }

    @Test("a record that is longer than offsets into it reach is too long, and not looked at")
    func recordBytes() {
        let count = Normalizer.recordBytesMax + 1
        // Addresses alone: none of its pages is there until it is read.
        let memory = unsafe mmap(
            nil, count, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        guard let start = unsafe memory, unsafe start != MAP_FAILED else {
            Issue.record("no room for addresses")
            return
        }
        defer { unsafe munmap(start, count) }
        let bytes = unsafe UnsafeBufferPointer(
            start: start.assumingMemoryBound(to: UInt8.self), count: count)
        let text = unsafe Span(_unsafeElements: bytes)
        var event = Event(dataSet: Processes.dataSet)
        var normalizer = Normalizer(profile: .splunk)
        let outcome = normalizer.normalize(text, into: &event)
        #expect(outcome == .skipped(.tooLong))
        var extractor = RawExtractor(dataSet: DataSet(rawWindows: []))
        let raw = extractor.extract(text, source: RawSource(), into: &event)
        #expect(raw == .skipped(.tooLong))
    }
}

extension TimeZoneRules {
    fileprivate init?(tzif bytes: ArraySlice<UInt8>, name: String) {
        self.init(tzif: Array(bytes), name: name)
    }
}
