import CLinux
import Foundation
import TestSupport
import Testing

@testable import DaemonRuntime

/// What deaths of earlier runs make of what is read.
struct FatalStretchesTests {
    private static func stretch(
        _ work: FatalStretch.Work, _ range: Range<UInt64>, _ text: String = "",
        path: String = "/logs/a"
    ) -> FatalStretch {
        let bytes = Array(text.utf8)
        let hash = unsafe bytes.withUnsafeBufferPointer {
            unsafe linux_hash($0.baseAddress, $0.count)
        }
        return FatalStretch(
            work: work, path: path, start: range.lowerBound, end: range.upperBound,
            length: UInt64(bytes.count), hash: hash, deaths: 1, signal: SIGILL)
    }

    /// A span cannot be an argument within an expectation.
    private static func passesOver(_ stretches: FatalStretches, _ text: String) -> Bool {
        stretches.passesOver(Array(text.utf8).span)
    }

    private static func holds(_ stretch: FatalStretch, _ text: String) -> Bool {
        stretch.holds(Array(text.utf8).span)
    }

    @Test("a record is passed over after two deaths, wherever it comes up, and no other is")
    func records() {
        var stretches = FatalStretches()
        #expect(!stretches.note(Self.stretch(.record, 10..<20, "bad")).isPassedOver)
        #expect(!Self.passesOver(stretches, "bad"))
        _ = stretches.note(Self.stretch(.record, 10..<20, "other"))
        #expect(stretches.note(Self.stretch(.record, 70..<80, "bad", path: "/b")).isPassedOver)
        #expect(Self.passesOver(stretches, "bad"))
        for text in ["other", "bae", "bad ", ""] {
            #expect(!Self.passesOver(stretches, text), "\(text)")
        }
    }

    @Test("a block is narrowed to the line of the second death; other files and places are apart")
    func lines() {
        var stretches = FatalStretches()
        _ = stretches.note(Self.stretch(.cutting, 0..<1_000))
        #expect(stretches.within(Array("/logs/a".utf8)).map(\.isPassedOver) == [false])
        _ = stretches.note(Self.stretch(.line, 5_000..<5_010, "far"))
        _ = stretches.note(Self.stretch(.line, 100..<110, "elsewhere", path: "/logs/b"))
        #expect(stretches.all.allSatisfy { !$0.isPassedOver })
        let noted = stretches.note(Self.stretch(.line, 300..<310, "bad line"))
        #expect(noted.isPassedOver && noted.range == 300..<310 && noted.deaths == 2)
        // A run that reads the whole block again, as its list was put back, does not widen it.
        #expect(stretches.note(Self.stretch(.cutting, 0..<1_000)).range == 300..<310)
        #expect(stretches.all.count == 3)
    }

    @Test("blocks alone are never passed over, as most of what they hold is harmless")
    func blocks() {
        var stretches = FatalStretches()
        for _ in 0..<5 { _ = stretches.note(Self.stretch(.cutting, 0..<1_000)) }
        #expect(stretches.all.map(\.deaths) == [5] && !stretches.all[0].isPassedOver)
    }

    @Test("of more stretches than the limit the newest stay")
    func limit() {
        var stretches = FatalStretches()
        for number in 0...FatalStretches.countMax {
            _ = stretches.note(Self.stretch(.record, 0..<1, "record \(number)"))
        }
        #expect(stretches.all.count == FatalStretches.countMax)
        #expect(!Self.holds(stretches.all[0], "record 0"))
        #expect(Self.holds(stretches.all[0], "record 1"))
        #expect(Self.holds(stretches.all[FatalStretches.countMax - 1], "record 1000"))
    }

    @Test("what the handler wrote is read, and what is torn or foreign is left out")
    func handlerFile() {
        var entry = linux_death()
        entry.magic = linux_death_magic
        entry.signal = SIGSEGV
        entry.work = linux_work_record.rawValue
        entry.start = 5
        entry.end = 9
        // Beyond the longest path, as damage may have it.
        entry.path_count = .max
        let good = unsafe withUnsafeBytes(of: entry) { unsafe Array($0) }
        let foreign = [UInt8](repeating: 7, count: good.count)
        let deaths = Death.read(foreign + good + good.dropLast())
        #expect(deaths.count == 1)
        #expect(deaths.first?.stretch?.range == 5..<9 && deaths.first?.signal == SIGSEGV)
        // Backwards, as damage may have it.
        entry.end = 1
        entry.path_count = 0
        entry.work = 99
        let odd = unsafe withUnsafeBytes(of: entry) { unsafe Array($0) }
        #expect(Death.read(odd).first?.stretch == nil)
        #expect(Death.read([]).isEmpty)
    }

    @Test("a list that is not riskd's counts as empty and is told of, and a new one is written")
    func damagedList() throws {
        let directory = try TemporaryDirectory()
        try directory.write("{", to: "deaths.json")
        let survival = try Survival(directory: directory.path, log: MessageLog(sink: .none))
        #expect(survival.stretches.isEmpty)
        var stretches = FatalStretches()
        _ = stretches.note(Self.stretch(.line, 3..<4, "x", path: "/logs/ä\n"))
        try stretches.write(Survival.list(in: directory.path))
        #expect(try FatalStretches.read(Survival.list(in: directory.path)) == stretches)
    }

    // MARK: - Files

    private static let text = String.numbered(0..<100)

    private static func place(_ line: Int) -> Range<UInt64> {
        let lines = text.split(separator: "\n").map { UInt64($0.utf8.count + 1) }
        let start = lines[..<line].reduce(0, +)
        return start..<(start + lines[line])
    }

    @Test(
        "only the line is passed over, and a start after it goes on behind it",
        arguments: [0, 41, 99])
    func passing(line: Int) {
        let files = FollowedFiles()
        files.stopAndStart()
        let bytes = Self.text.split(separator: "\n").map { $0 + "\n" }[line]
        let death = Self.stretch(.line, Self.place(line), String(bytes), path: "/logs/app.log")
        _ = files.fatal.note(death)
        _ = files.fatal.note(death)
        files.stopAndStart()
        files.files.write("/logs/app.log", Self.text)
        files.poll()
        let others = [String].numbered(0..<100).enumerated().filter { $0.offset != line }.map(
            \.element)
        #expect(files.lines == others)
        #expect(files.passedOver == [Self.place(line)])
        files.stopAndStart()
        files.files.write("/logs/app.log", String.numbered(100..<110))
        files.poll()
        #expect(files.lines == others + [String].numbered(100..<110))
        #expect(files.passedOver.count == 1)
    }

    @Test("a line is passed over also where its file was renamed after the death")
    func renamed() {
        let files = FollowedFiles()
        let lines = [String].numbered(0..<100)
        files.files.write("/logs/app.log", .numbered(0..<40))
        files.poll()
        files.files.write("/logs/app.log", .numbered(40..<100))
        let death = Self.stretch(
            .line, Self.place(41), lines[41] + "\n", path: "/logs/app.log")
        for _ in 0..<2 { _ = files.fatal.note(death) }
        files.files.rename("/logs/app.log", to: "/logs/app.log.1")
        files.stopAndStart()
        files.poll()
        #expect(files.lines == lines.filter { $0 != lines[41] })
        #expect(files.passedOver == [Self.place(41)])
    }

    @Test("another file under the name is read whole")
    func otherFile() {
        let files = FollowedFiles()
        let death = Self.stretch(.line, Self.place(41), "what stood there", path: "/logs/app.log")
        _ = files.fatal.note(death)
        _ = files.fatal.note(death)
        files.stopAndStart()
        files.files.write("/logs/app.log", Self.text)
        files.poll()
        #expect(files.lines == [String].numbered(0..<100) && files.passedOver.isEmpty)
    }

    @Test("a suspect block is read line by line, and nothing of it is lost")
    func careful() {
        let files = FollowedFiles()
        _ = files.fatal.note(
            Self.stretch(.cutting, Self.place(10).lowerBound..<1 << 20, path: "/logs/app.log"))
        files.stopAndStart()
        files.files.write("/logs/app.log", Self.text + "no end")
        files.poll(times: 2)
        files.files.write("/logs/app.log", " yet\n")
        files.poll(times: 2)
        #expect(files.lines == [String].numbered(0..<100) + ["no end yet"])
    }

    @Test("of a name that is longer than a note holds the beginning tells the file")
    func longNames() {
        let path = "/logs/" + String(repeating: "a", count: 1_100)
        var stretches = FatalStretches()
        _ = stretches.note(Self.stretch(.line, 0..<5, "x", path: String(path.prefix(1_024))))
        #expect(stretches.within(Array(path.utf8)).count == 1)
        #expect(stretches.within(Array(path.utf8.prefix(1_024))).count == 1)
        #expect(stretches.within(Array(path.utf8.prefix(1_023))).isEmpty)
    }

    @Test("threads beyond 256 are not marked, and work all the same")
    func marks() {
        var marks: [Int] = []
        while marks.count < 300, let mark = unsafe linux_mark_make() {
            marks.append(Int(bitPattern: mark))
        }
        // Other tests have some of them.
        #expect((1...256).contains(marks.count))
        let mark = ReadingMark()
        mark.name(Array("/logs/a".utf8))
        mark.enter(.record, 0..<1, [1].span)
        mark.enter(.cutting, 0..<1)
        mark.leave()
        for address in marks { unsafe linux_mark_free(UnsafeMutablePointer(bitPattern: address)) }
        let next = unsafe linux_mark_make()
        #expect(unsafe next != nil)
        if let next = unsafe next { unsafe linux_mark_free(next) }
    }

    @Test("of what a handler left as many deaths are read as there are marks")
    func entries() throws {
        let directory = try TemporaryDirectory()
        var bytes: [UInt8] = []
        for number in 0..<300 {
            var entry = linux_death()
            entry.magic = linux_death_magic
            entry.signal = SIGSEGV
            entry.work = linux_work_record.rawValue
            entry.count = UInt64(number)
            entry.hash = UInt64(number)
            bytes += unsafe withUnsafeBytes(of: entry) { unsafe Array($0) }
        }
        try directory.append(bytes, to: "death")
        let survival = try Survival(directory: directory.path, log: MessageLog(sink: .none))
        #expect(survival.stretches.all.map(\.hash) == (0..<256).map { UInt64($0) })
    }

    @Test("a stretch that is longer than a block is read, one that is as long is passed over")
    func longStretch() {
        for excess in [0, 1] {
            let line = String(repeating: "x", count: 1_023) + "\n"
            let text =
                String(repeating: line, count: 1_023)
                + String(repeating: "y", count: 1_023 + excess) + "\n"
            let files = FollowedFiles()
            let death = Self.stretch(
                .line, 0..<UInt64(text.utf8.count), text, path: "/logs/app.log")
            for _ in 0..<2 { _ = files.fatal.note(death) }
            files.stopAndStart()
            files.files.write("/logs/app.log", text + "behind\n")
            files.poll(times: 3)
            #expect(files.lines.last == "behind")
            #expect(files.lines.count == (excess == 0 ? 1 : 1_025))
            #expect(files.passedOver == (excess == 0 ? [0..<(1 << 20)] : []))
        }
    }
}
