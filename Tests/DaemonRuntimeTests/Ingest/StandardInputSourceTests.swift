import Foundation
import Synchronization
import TestSupport
import Testing

@testable import DaemonRuntime

struct StandardInputSourceTests {
    private final class Flag: Sendable {
        private let value = Mutex(false)

        var isSet: Bool { value.withLock { $0 } }

        func set() { value.withLock { $0 = true } }
    }

    private func bench(
        _ descriptor: Int32, carried: CarriedBytes = CarriedBytes(), ended: Flag = Flag(),
        ringBytes: Int = 1 << 16
    ) throws -> SourceBench {
        SourceBench(
            try StandardInputSource(
                descriptor: FileDescriptor(dup(descriptor)), source: 0, name: "stdin",
                recordBytesMax: 4_096, numbers: StreamNumbers(after: 0), carried: carried,
                onEnd: { ended.set() }), ringBytes: ringBytes)
    }

    @Test("a pipe is read to its end, which is told of; its last line needs no line feed")
    func pipe() throws {
        let pipe = Pipe()
        let ended = Flag()
        let bench = try bench(pipe.fileHandleForReading.fileDescriptor, ended: ended)
        pipe.fileHandleForWriting.write(Data("one\ntw".utf8))
        bench.run { bench.records.count >= 1 }
        #expect(bench.texts == ["one"])
        #expect(!ended.isSet)
        pipe.fileHandleForWriting.write(Data("o\nthree".utf8))
        try pipe.fileHandleForWriting.close()
        bench.run { bench.records.count >= 3 }
        #expect(bench.texts == ["one", "two", "three"])
        #expect(ended.isSet)
    }

    @Test("a file as standard input is read, through a ring that is too small for it")
    func file() throws {
        let directory = try TemporaryDirectory()
        let lines = (0..<500).map { "line \($0) " + String(repeating: "x", count: 90) }
        try directory.write(lines.joined(separator: "\n") + "\n", to: "input")
        let file = try FileDescriptor.open(directory.path + "/input", O_RDONLY)
        let bench = try bench(file.number, ringBytes: 4_096)
        bench.run { bench.records.count >= 500 }
        #expect(bench.texts == lines)
    }

    @Test("a record that was read in part goes on after a reload")
    func carried() throws {
        let pipe = Pipe()
        let carried = CarriedBytes()
        do {
            let first = try bench(pipe.fileHandleForReading.fileDescriptor, carried: carried)
            pipe.fileHandleForWriting.write(Data("one\ntw".utf8))
            first.run { first.records.count >= 1 }
        }
        pipe.fileHandleForWriting.write(Data("o\n".utf8))
        let second = try bench(pipe.fileHandleForReading.fileDescriptor, carried: carried)
        second.run { second.records.count >= 1 }
        #expect(second.texts == ["two"])
    }
}
