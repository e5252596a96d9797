import Glibc
import Testing

@testable import DaemonRuntime

/// What followed files cost does not grow faster than their number, and files at rest cost next to
/// nothing: counted in calls of the file system, so that no clock decides.
struct ManyFilesTests {
    private static let openFilesMax = 20

    /// Files of one family, with content of their own, that were read to their ends.
    private func followed(
        _ count: Int, lastLine: String = "", name: (Int) -> String = { "/logs/app-\($0).log" }
    ) -> FollowedFiles {
        let files = MemoryFileSystem()
        for number in 0..<count {
            files.write(name(number), .numbered(0..<3, "file \(number)") + lastLine)
        }
        return FollowedFiles(files, openFilesMax: Self.openFilesMax)
    }

    @Test(
        "many-files: each is opened twice at most, however many wait for a descriptor",
        arguments: [100, 800])
    func beginning(count: Int) {
        let followed = followed(count)
        let calls = followed.files.calls { followed.poll() }
        #expect(followed.lines.count == 3 * count)
        #expect(calls.opens <= 2 * count)
        #expect(calls.reads <= 12 * count)
        #expect(calls.statuses <= 4 * count)
        #expect(calls.listings <= 2)
        #expect(followed.files.openCount <= Self.openFilesMax)
    }

    @Test("many-files: a look at files at rest asks for the status of each, and for nothing else")
    func rest() {
        let followed = followed(300)
        followed.poll(times: 70)
        let calls = followed.files.calls { followed.poll() }
        #expect(calls == MemoryFileSystem.Calls(statuses: 300))
        #expect(followed.source.namesLookedAt == 300)
    }

    @Test("many-files: the status names those that are most behind, and sums up the others")
    func status() {
        let followed = followed(100)
        followed.poll(times: 3)
        func snapshot() -> IngestSnapshot {
            var snapshot = IngestSnapshot()
            followed.source.describe(into: &snapshot)
            return snapshot
        }
        let read = snapshot()
        #expect(read.streams.count == StreamStatus.listedMax)
        #expect(read.streamCount == 100 && read.others[0]?.lagBytes == 0)
        for number in 60..<90 {
            let text = String(repeating: "x", count: number) + "\n"
            followed.files.write("/logs/app-\(number).log", text)
        }
        followed.source.poll(now: followed.now + 1_000_000_000)
        let behind = snapshot()
        let listed = (70..<90).map { "/logs/app-\($0).log" }
        #expect(Set(behind.streams.map(\.status.path)) == Set(listed))
        #expect(behind.streamCount == 100)
        #expect(behind.others[0]?.lagBytes == UInt64((60..<70).reduce(0) { $0 + $1 + 1 }))
    }

    @Test("many-files: what is written to some of them costs by how many they are")
    func growth() {
        let followed = followed(300)
        followed.poll(times: 70)
        for number in 100..<150 {
            followed.files.write("/logs/app-\(number).log", .numbered(3..<5, "file \(number)"))
        }
        let calls = followed.files.calls { followed.poll() }
        #expect(followed.lines.count == 900 + 100)
        #expect(calls.opens <= 2 * 50)
        #expect(calls.statuses <= 300 + 2 * 50)
    }

    @Test(
        "many-files: those that vanish at once are looked for in one listing",
        arguments: [100, 800])
    func removal(count: Int) {
        let followed = followed(count)
        followed.poll(times: 3)
        for number in 0..<count { followed.files.remove("/logs/app-\(number).log") }
        followed.files.write("/logs/new.log", .numbered(0..<1, "new"))
        let calls = followed.files.calls { followed.poll(times: 70) }
        // One listing a look for those that were closed, one for copies of what went.
        #expect(calls.listings <= 2 * 70)
        #expect(calls.statuses <= 3 * 70 + 2 * count)
        #expect(followed.files.openCount <= 1)
        #expect(followed.lines.count == 3 * count + 1)
    }

    @Test("many-files: those that are renamed out of sight at once are read to their ends")
    func renaming() {
        let count = 200
        let followed = followed(count)
        followed.poll(times: 3)
        followed.settings[0].patterns = ["/logs/*.log"]
        for number in 0..<count {
            followed.files.write("/logs/app-\(number).log", .numbered(3..<4, "file \(number)"))
            followed.files.rename("/logs/app-\(number).log", to: "/logs/.app-\(number)")
        }
        followed.poll(times: 2)
        // Those without a name keep their descriptors; beside them files are looked into in turn.
        #expect(followed.files.openCount <= Self.openFilesMax + 2)
        #expect(Set(followed.lines).count == followed.lines.count)
        // What had no descriptor and found none is told of; nothing else is missing.
        let lost = followed.events.count { if case .lost = $0 { true } else { false } }
        #expect(followed.lines.count + lost == 4 * count)
    }

    @Test("many-files: an unfinished line is read once while its file is closed, and taken in time")
    func unfinished() {
        let count = 100
        let followed = followed(count, lastLine: "unfinished")
        followed.poll()
        #expect(followed.lines.count == 3 * count)
        let calls = followed.files.calls { followed.poll(times: 5) }
        #expect(calls == MemoryFileSystem.Calls(statuses: 5 * count))
        followed.poll(afterSeconds: 30)
        #expect(followed.lines.count == 4 * count)
        #expect(followed.lines.count { $0 == "unfinished" } == count)
        followed.files.write("/logs/app-7.log", "\nnext\n")
        followed.poll(times: 2)
        #expect(followed.lines.last == "next")
        #expect(followed.lines.count == 4 * count + 1)
    }

    @Test("many-files: an unfinished line of a closed file that loses its name is taken")
    func unfinishedOrphan() {
        let followed = followed(40, lastLine: "unfinished")
        followed.settings[0].patterns = ["/logs/*.log"]
        followed.poll()
        followed.files.rename("/logs/app-0.log", to: "/logs/.app-0")
        followed.poll(times: 70)
        #expect(followed.lines.count { $0 == "unfinished" } == 40)
        #expect(followed.lines.count == 4 * 40)
    }

    @Test("many-files: a new file is compared with those that begin like it, not with its family")
    func comparing() {
        let files = MemoryFileSystem()
        for number in 0..<400 {
            files.write("/logs/app-\(number).log", .numbered(0..<40, "file \(number)"))
        }
        let followed = FollowedFiles(files, openFilesMax: 1_000)
        followed.poll()
        for number in 0..<400 { files.remove("/logs/app-\(number).log") }
        followed.poll(times: 10)
        for number in 400..<500 {
            files.write("/logs/app-\(number).log", .numbered(0..<40, "file \(number)"))
        }
        // One of them is a copy.
        files.write("/logs/app-500.log", .numbered(0..<41, "file 11"))
        let calls = files.calls { followed.poll() }
        #expect(calls.reads <= 20 * 101)
        #expect(followed.lines.count == 500 * 40 + 1)
        #expect(followed.lines.count { $0.hasPrefix("file 11 40 ") } == 1)
    }
}

/// Where the real system would be, the parts by themselves.
struct ManyFilesPartsTests {
    @Test("an idle second is at 5,000 names, wherever they are")
    func pace() {
        for names in [0, 1, 5_000, 50_000, 1_000_000] {
            var pace = PollPace()
            pace.looked(at: names)
            let seconds = Double(pace.intervalNanoseconds) / 1e9
            #expect(seconds >= 1)
            #expect(Double(names) / seconds <= 5_000)
            #expect(Double(names) / (Double(pace.earlyNanoseconds) / 1e9) <= 25_000)
            var looks = 0.0
            while looks * seconds < 30 {
                #expect(Double(pace.intervalNanoseconds) / 1e9 == seconds)
                pace.noteLook()
                looks += 1
            }
            #expect(Double(pace.intervalNanoseconds) / 1e9 == 4 * seconds)
            let wasQuiet = pace.noteRecords()
            #expect(wasQuiet)
            #expect(Double(pace.intervalNanoseconds) / 1e9 == seconds)
            let isQuiet = pace.noteRecords()
            #expect(!isQuiet)
        }
    }

    @Test("the file that has been open longest is closed, but for those that may not be")
    func order() {
        var open = OpenFiles()
        for number in 1...4 { open.insert(UInt32(number)) }
        open.remove(2)
        open.insert(1)
        #expect(open.count == 3)
        let closed = (0..<3).map { _ in open.takeOldest { $0 != 3 } }
        #expect(closed == [4, 1, nil])
        #expect(open.count == 1)
        let rest = (0..<2).map { _ in open.takeOldest { _ in true } }
        #expect(rest == [3, nil])
    }

    @Test("who holds a descriptor is asked once for each, however often files take turns")
    func turns() {
        var open = OpenFiles()
        var asked = 0
        for number in 0..<20_000 {
            open.insert(UInt32(number))
            if open.count > 100 {
                _ = open.takeOldest { _ in
                    asked += 1
                    return true
                }
            }
        }
        #expect(open.count == 100)
        #expect(asked == 19_900)
    }

    @Test("files may have all descriptors that the process may have, but for those of others")
    func limit() {
        let files = DescriptorLimit.files(besides: 0)
        #expect(files == max(4, DescriptorLimit.raised - 64))
        #expect(DescriptorLimit.files(besides: 10) == max(4, files - 10))
        #expect(DescriptorLimit.files(besides: .max / 2) == 4)
        // The process got all that it may ask for.
        var limit = rlimit()
        unsafe #expect(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
        #expect(limit.rlim_cur == limit.rlim_max)
        #expect(DescriptorLimit.raised == Int(clamping: limit.rlim_cur))
    }

    @Test("what a content may be a copy of is found by its beginning, and nothing else is missed")
    func heads() {
        let contents = (0..<60).map { String.numbered(0..<($0 % 30 + 1), "content \($0 % 7)") }
        var generations = Generations()
        var positions: [FilePosition] = []
        for (number, content) in contents.enumerated() {
            let bytes = Array(content.utf8)
            var position = FilePosition(
                number: UInt32(number),
                identity: FileIdentity(device: 1, inode: UInt64(number), head: bytes[...]),
                path: Array("/logs/app.log.\(number)".utf8), offset: UInt64(bytes.count))
            for end in stride(from: bytes.count / 3, through: bytes.count, by: 97) where end > 0 {
                position.add(ContentMark(end: UInt64(end), bytes: bytes[..<end]))
            }
            if number % 5 == 0 { position.isArchive = true }
            if number % 11 == 0 { position.marks = [] }
            positions.append(position)
            generations.insert(position)
        }
        for removed in stride(from: 0, to: 60, by: 9) { generations.remove(UInt32(removed)) }
        for content in contents {
            for size in [content.utf8.count, content.utf8.count / 2, content.utf8.count + 10] {
                let bytes = Array((content + "and more of it").utf8.prefix(size))
                let head = Array(bytes.prefix(FileIdentity.headBytesMax))
                func isCopy(_ position: FilePosition) -> Bool {
                    let marks = position.copy(head: head, size: UInt64(bytes.count))
                    return marks?.allSatisfy {
                        $0.matches(bytes[Int($0.range.lowerBound)..<Int($0.range.upperBound)])
                    } ?? false
                }
                let all = positions.filter { position in
                    generations.positions[position.number] != nil && isCopy(position)
                }
                let found =
                    generations
                    .ofFamily(Array("/logs/app.log".utf8), beginningLike: head).filter(isCopy)
                #expect(Set(found.map(\.number)) == Set(all.map(\.number)))
            }
        }
    }
}
