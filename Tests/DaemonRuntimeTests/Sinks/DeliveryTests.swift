import Glibc
import Testing

@testable import DaemonRuntime

/// The output file through crashes, rotations and others that write into it: whole lines, each
/// once, and never shorter than it was.
struct DeliveryTests {
    private static let path = "/out/events.ndjson"
    private let files = MemoryFileSystem()
    private let lines = (0..<6).map {
        Array("{\"event_id\":\"\($0)\",\"text\":\"record \($0)\"}".utf8)
    }

    private func delivery() throws -> Delivery {
        Delivery(file: try FileSink(path: Self.path, mode: 0o640, fileSystem: files))
    }

    /// All lines of the output and its rotated files, and whether each file ends a line.
    private func written() -> [[UInt8]] {
        let all = ["/out/events.ndjson.2", "/out/events.ndjson.1", Self.path].map(files.contents)
        #expect(all.allSatisfy { $0.last ?? 0x0A == 0x0A })
        return all.flatMap { OutputLines.lines(of: $0) }
    }

    /// Plans a batch and writes so many bytes of it, as a run that dies then.
    private func plan(writing count: Int) throws -> DeliveryPlan {
        var first = try delivery()
        let made = try first.plan(lines).plan
        let plan = try #require(made)
        if count > 0 { files.write(Self.path, Array(plan.bytes[..<min(count, plan.bytes.count)])) }
        return plan
    }

    /// A start after that, up to everything being written.
    private func recover(_ plan: DeliveryPlan) throws {
        var second = try delivery()
        let (_, lines) = try second.recover(plan)
        if !lines.isEmpty { second.begin(try second.plan(lines).plan) }
        #expect(second.flush() == .done)
    }

    @Test("kill9: a batch that broke off anywhere is completed from the byte where it did")
    func brokenOff() throws {
        let whole = try plan(writing: 0).bytes
        for count in 0...whole.count {
            files.remove(Self.path)
            files.write(Self.path, "{\"before\":1}\n")
            let plan = try plan(writing: count)
            try recover(plan)
            #expect(files.contents(Self.path) == Array("{\"before\":1}\n".utf8) + whole)
        }
    }

    @Test(
        "output-kill-rotate: a line that broke off is ended where it was begun, the rest is in the new file"
    )
    func rotatedMeanwhile() throws {
        let whole = try plan(writing: 0).bytes
        for count in 0...whole.count {
            for path in [Self.path, "/out/events.ndjson.1"] { files.remove(path) }
            let plan = try plan(writing: count)
            let before = files.contents(Self.path)
            files.rename(Self.path, to: "/out/events.ndjson.1")
            try recover(plan)
            #expect(written() == lines)
            #expect(files.contents("/out/events.ndjson.1").starts(with: before))
        }
    }

    @Test("a batch in a file that was compressed or removed is looked for in what is left")
    func compressedMeanwhile() throws {
        var plan = try plan(writing: .max)
        files.write("/out/events.ndjson.1.gz", GzipWriter.compress(files.contents(Self.path)))
        files.remove(Self.path)
        try recover(plan)
        #expect(files.contents(Self.path).isEmpty)
        plan = try self.plan(writing: .max)
        files.remove("/out/events.ndjson.1.gz")
        files.remove(Self.path)
        try recover(plan)
        #expect(written() == lines)
    }

    @Test("output-torn: what others left unfinished gets its end, and is no part of a record")
    func foreignTail() throws {
        files.write(Self.path, "{\"foreign\":")
        var plan = try plan(writing: 0)
        try recover(plan)
        #expect(written() == [Array("{\"foreign\":".utf8)] + lines)
        // Behind a batch that was delivered whole.
        plan = try self.plan(writing: .max)
        files.write(Self.path, "and again")
        try recover(plan)
        plan = try self.plan(writing: 0)
        #expect(plan.bytes.first == OutputLines.feed)
        try recover(plan)
        #expect(written().count == 3 * lines.count + 2)
    }

    @Test("lines of others within a batch do not make it be written again")
    func foreignLines() throws {
        let plan = try plan(writing: 0)
        let half = OutputLines.lines(of: plan.bytes)
        files.write(Self.path, "foreign\n")
        for line in half[..<3] { files.write(Self.path, line + [OutputLines.feed]) }
        files.write(Self.path, "foreign\n")
        files.write(Self.path, Array(half[3][..<5]))
        try recover(plan)
        #expect(
            written().filter { $0.count > 10 }.sorted { $0.lexicographicallyPrecedes($1) } == lines)
    }

    @Test("output-copytruncate: a file that others cut goes on at its end, without repeats")
    func cut() throws {
        files.write(Self.path, "{\"before\":1}\n")
        let plan = try plan(writing: .max)
        files.copy(Self.path, to: "/out/events.ndjson.1")
        files.truncate(Self.path)
        try recover(plan)
        #expect(written().filter { $0.starts(with: Array("{\"event_id".utf8)) } == lines)
    }

    @Test(
        "enospc-output: a short write goes on at its byte, also when the file was rotated meanwhile"
    )
    func fullDisk() throws {
        var delivery = try delivery()
        delivery.begin(try delivery.plan(lines).plan)
        files.fail(.append, with: [ENOSPC, ENOSPC, EIO])
        for _ in 0..<2 {
            guard case .blocked = delivery.flush() else {
                Issue.record("not blocked")
                return
            }
        }
        files.rename(Self.path, to: "/out/events.ndjson.1")
        guard case .blocked = delivery.flush() else {
            Issue.record("not blocked")
            return
        }
        guard case .moved(let rest) = delivery.flush() else {
            Issue.record("not moved")
            return
        }
        delivery.begin(try delivery.plan(rest).plan)
        #expect(delivery.flush() == .done)
        #expect(written() == lines)
        #expect(
            !files.contents(Self.path).isEmpty && !files.contents("/out/events.ndjson.1").isEmpty)
    }

    @Test("powercut: what a rotated file holds of a batch is on the disk before it is forgotten")
    func synchronizedBeforeMoving() throws {
        var delivery = try delivery()
        delivery.begin(try delivery.plan(lines).plan)
        files.fail(.append, with: [ENOSPC])
        guard case .blocked = delivery.flush() else {
            Issue.record("not blocked")
            return
        }
        files.rename(Self.path, to: "/out/events.ndjson.1")
        guard case .moved(let rest) = delivery.flush() else {
            Issue.record("not moved")
            return
        }
        // The state has the plan for the rest from here on, and no longer that of the whole.
        let made = try delivery.plan(rest).plan
        files.crash(isPowerCut: true)
        try recover(try #require(made))
        #expect(written() == lines)
    }

    @Test("output-removed: what was written into a removed file is written into the new one")
    func removed() throws {
        var delivery = try delivery()
        delivery.begin(try delivery.plan(lines).plan)
        files.remove(Self.path)
        guard case .moved(let rest) = delivery.flush() else {
            Issue.record("not moved")
            return
        }
        delivery.begin(try delivery.plan(rest).plan)
        #expect(delivery.flush() == .done)
        #expect(written() == lines)
    }

    @Test("eio: a failed fsync is not tried again, as the kernel forgets what it could not write")
    func failedSync() throws {
        var delivery = try delivery()
        delivery.begin(try delivery.plan(lines).plan)
        files.fail(.synchronize, with: [EIO])
        #expect(delivery.flush() == .failed(SystemError("synchronize", code: EIO)))
    }

    @Test("output-rotate: the path is looked at before each batch, and when it is asked for")
    func reopen() throws {
        var delivery = try delivery()
        files.rename(Self.path, to: "/out/events.ndjson.1")
        #expect(try delivery.reopen())
        #expect(files.exists(Self.path))
        files.rename(Self.path, to: "/out/events.ndjson.2")
        let (plan, reopened) = try delivery.plan(lines)
        #expect(reopened)
        delivery.begin(plan)
        #expect(delivery.flush() == .done)
        #expect(files.contents(Self.path).count == plan?.bytes.count)
    }

    @Test("state-rollback: an output that is ahead of the state is told, and its records are known")
    func ahead() throws {
        var delivery = try delivery()
        let id = String(repeating: "0123456789abcdef", count: 2)
        let line = Array(
            "{\"_time\":1,\"event_id\":\"\(id)\",\"info_search_time\":1741075200}".utf8)
        let plan = try delivery.plan([line]).plan
        delivery.begin(plan)
        #expect(delivery.flush() == .done)
        let planned = try #require(plan)
        let mark = OutputMark(
            key: InodeKey(device: planned.device, inode: planned.inode),
            size: planned.startOffset + UInt64(planned.bytes.count))
        #expect(try delivery.standing(to: mark) == .known)
        #expect(try delivery.standing(to: nil) == .ahead)
        #expect(try delivery.standing(to: OutputMark(key: mark.key, size: 0)) == .ahead)
        let written = try delivery.survey().written
        #expect(written.contains(id) && written.count == 1)
        #expect(written.lastTick == 1_741_075_200_000_000_000)
    }

    @Test("a batch is looked for in the three newest rotated files, and written anew otherwise")
    func newestRotated() throws {
        for newer in [2, 3] {
            for name in [".0", ".1", ".2", ".3.gz"] { files.remove(Self.path + name) }
            let plan = try plan(writing: .max)
            files.write(Self.path + ".3.gz", GzipWriter.compress(files.contents(Self.path)))
            for number in 0..<newer { files.write(Self.path + ".\(number)", "{\"n\":\(number)}\n") }
            // Last, so that none of them gets its inode.
            files.remove(Self.path)
            try recover(plan)
            #expect(OutputLines.lines(of: files.contents(Self.path)) == (newer < 3 ? [] : lines))
            files.remove(Self.path)
        }
    }
}
