import TestSupport
import Testing

@testable import DaemonRuntime

struct RecordFinderTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try directory.write(
            """
            <?xml version="1.0"?>
            <Event a><x/></Event><Event b/><Event c></Event>
            <Event d>
              <y/>
            </Event>
            {"json":1}

            last
            """, to: "log")
    }

    /// What the records begin with.
    private func found(_ line: Int?) throws -> [String] {
        try RecordFinder(recordBytesMax: 1_024)
            .records(in: directory.path + "/log", line: line)
            .map { String(decoding: $0.bytes.prefix(8), as: UTF8.self) }
    }

    @Test("a line gives the records on it, and the record that it is a part of")
    func lines() throws {
        #expect(try found(3) == ["<Event d"])
        #expect(try found(4) == ["<Event d"])
        #expect(try found(5) == ["<Event d"])
        #expect(try found(6) == [#"{"json":"#])
        #expect(try found(7) == [])
        #expect(try found(8) == ["last"])
        #expect(try found(9) == [])
        #expect(try found(2).first == "<Event a")
    }

    @Test("without a line the first record counts")
    func first() throws {
        #expect(try found(nil).count == 1)
    }

    @Test("a file that is not there is an error")
    func missing() {
        #expect(throws: SystemError.self) {
            try RecordFinder(recordBytesMax: 1_024)
                .records(in: directory.path + "/none", line: 1)
        }
    }

    @Test("a hundred records of a line are looked at", arguments: [99, 100, 101, 150])
    func manyOnALine(count: Int) throws {
        try directory.write((0..<count).map { "{\"n\":\($0)}" }.joined() + "\n", to: "log")
        #expect(try found(1).count == min(count, 100))
    }
}
