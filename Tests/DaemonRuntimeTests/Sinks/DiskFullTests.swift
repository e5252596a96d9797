import Foundation
import Glibc
import TestSupport
import Testing

@testable import DaemonRuntime

/// A real disk that is full: a small tmpfs, where mounting is permitted.
struct DiskFullTests {
    @Test(
        "enospc-output: on a full disk a batch stops at a byte, and goes on there when there is room"
    )
    func fullDisk() throws {
        let directory = try TemporaryDirectory()
        let disk = directory.path + "/disk"
        unsafe mkdir(disk, 0o755)
        guard unsafe mount("riskd-test", disk, "tmpfs", 0, "size=256k") == 0 else {
            return print("skipped: mounting a tmpfs is not permitted here")
        }
        defer { unsafe umount2(disk, Int32(MNT_DETACH)) }
        let path = disk + "/events.ndjson"
        var delivery = Delivery(file: try FileSink(path: path, mode: 0o640))
        let filler = FileManager.default.createFile(
            atPath: disk + "/filler", contents: Data(repeating: 65, count: 200 << 10))
        #expect(filler)
        let lines = (0..<500).map {
            Array(
                "{\"event_id\":\"\($0)\",\"text\":\"\(String(repeating: "x", count: 200))\"}".utf8)
        }
        delivery.begin(try delivery.plan(lines).plan)
        guard case .blocked(let error) = delivery.flush() else {
            Issue.record("the disk was not full")
            return
        }
        #expect(error.code == ENOSPC)
        // A new start while it still is full: what is missing stays pending.
        let half = FileManager.default.contents(atPath: path)?.count ?? 0
        #expect(half > 0 && half < lines.count * 220)
        guard case .blocked = delivery.flush() else {
            Issue.record("the disk was not full any more")
            return
        }
        try FileManager.default.removeItem(atPath: disk + "/filler")
        #expect(delivery.flush() == .done)
        let written = FileManager.default.contents(atPath: path) ?? Data()
        #expect(OutputLines.lines(of: [UInt8](written)) == lines)
        #expect(written.last == OutputLines.feed)
    }
}
