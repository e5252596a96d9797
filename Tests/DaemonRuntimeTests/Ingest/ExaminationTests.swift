import Testing

@testable import DaemonRuntime

/// What an examination asks and decides, as tables of answers: no file system.
struct ExaminationTests {
    private typealias Answer = Examination.Answer
    private typealias Question = Examination.Question

    private static let log = "/logs/app.log"
    private static let read = Array("first line\nsecond line\n".utf8)
    private static let mark = ContentMark(end: 23, bytes: read[...])

    private static func status(size: Int, inode: UInt64) -> FileStatus {
        FileStatus(key: InodeKey(device: 1, inode: inode), size: UInt64(size), modified: 5)
    }

    private static func found(_ path: String, size: Int = 30, inode: UInt64) -> FoundFile {
        FoundFile(path: Array(path.utf8), source: 0, status: status(size: size, inode: inode))
    }

    /// Generation 7, which was `app.log` on inode 7 and of which 23 bytes were read.
    private static let past = FilePosition(
        number: 7, identity: FileIdentity(device: 1, inode: 7, head: read[...]),
        path: Array(log.utf8), offset: 23, marks: [mark], isFollowed: false)

    private static func admission(_ positions: [FilePosition] = [past]) -> Admission {
        var admission = Admission(
            [Admission.Settings(name: "logs", patterns: ["/logs/*"], startsAtEnd: false)],
            known: Admission.Known(positions: positions, patterns: ["/logs/*"]),
            partialLineNanoseconds: nil, numbers: StreamNumbers(after: 7))
        admission.beginLook(at: 0)
        return admission
    }

    /// One that follows generation 7.
    private static func following() -> Admission {
        var admission = admission([])
        _ = admission.follow(past, found(log, size: 23, inode: 7), former: nil, progress)
        return admission
    }

    private static let progress = FileProgress(
        status: status(size: 23, inode: 7), identity: past.identity, marks: past.marks,
        offset: 23, readOffset: 23, seenOffset: 23)

    private static func looked(_ text: [UInt8], size: Int = 30, inode: UInt64) -> Answer {
        .looked(Examination.Look(status: status(size: size, inode: inode), head: text))
    }

    /// Answers in order, the opening always with yes.
    ///
    /// - Returns: What was asked, the end, and what was to be done before.
    private static func run(
        _ found: FoundFile, _ purpose: Examination.Purpose, _ admission: inout Admission,
        _ answers: [Answer]
    ) -> (asked: [Question], end: Examination.Step, early: [FileDecision]) {
        var examination = Examination(found, purpose)
        var asked: [Question] = []
        var early: [FileDecision] = []
        var rest = answers[...]
        var step = examination.next(.begun, in: &admission)
        while case .ask(let question) = step {
            asked.append(question)
            early += examination.takeDecisions()
            if case .open(let opening) = question {
                var progress = progress
                progress.isFinished = opening.position.isFinished
                step = examination.next(.opened(progress), in: &admission)
            } else if let answer = rest.popFirst() {
                step = examination.next(answer, in: &admission)
            } else {
                return (asked, step, early)
            }
        }
        #expect(rest.isEmpty, "answers that nobody asked for")
        return (asked, step, early)
    }

    /// Where reading begins, by the opening that was asked for.
    private static func opening(_ asked: [Question]) -> FilePosition? {
        guard case .open(let opening) = asked.last else { return nil }
        return opening.position
    }

    // MARK: - Plain files

    @Test("a file that nobody knows is read from its start, under a new number")
    func new() {
        var admission = Self.admission([])
        let found = Self.found(Self.log, inode: 3)
        #expect(Self.run(found, .resumption, &admission, []).end == .unknown)
        let (asked, end, _) = Self.run(
            found, .admission, &admission, [Self.looked(Self.read, inode: 3)])
        #expect(asked.first == .look && asked.count == 2)
        #expect(Self.opening(asked)?.number == 8 && Self.opening(asked)?.offset == 0)
        #expect(end == .done([.read(8), .tell(.found(path: Self.log, offset: 0))]))
        #expect(admission.followed.number(at: Array(Self.log.utf8)) == 8)
    }

    @Test("a file on its old inode goes on where it ended, if it holds what was read")
    func resumed() {
        for holds in [true, false] {
            var admission = Self.admission()
            let (asked, end, _) = Self.run(
                Self.found(Self.log, inode: 7), .resumption, &admission,
                [Self.looked(Self.read, inode: 7), .held(holds)])
            #expect(Array(asked.prefix(2)) == [.look, .holds([Self.mark])])
            #expect(Self.opening(asked)?.offset == (holds ? 23 : nil))
            let resumed = [FileDecision.read(7), .tell(.resumed(path: Self.log, offset: 23))]
            #expect(end == (holds ? .done(resumed) : .unknown))
        }
    }

    @Test("a copy of a file that went goes on where that ended")
    func continued() {
        var admission = Self.admission()
        let copy = Self.log + ".1"
        let (asked, end, _) = Self.run(
            Self.found(copy, inode: 4), .admission, &admission,
            [Self.looked(Self.read, inode: 4), .held(true)])
        #expect(Array(asked.prefix(2)) == [.look, .holds([Self.mark])])
        #expect(Self.opening(asked)?.offset == 23 && Self.opening(asked)?.number == 7)
        #expect(
            end == .done([.read(7), .tell(.continued(path: copy, from: Self.log, offset: 23))]))
        #expect(admission.past[7] == nil)
    }

    @Test("a copy that lacks what was read is a new file")
    func noCopy() {
        var admission = Self.admission()
        let (asked, _, _) = Self.run(
            Self.found(Self.log + ".1", inode: 4), .admission, &admission,
            [Self.looked(Self.read, inode: 4), .held(false)])
        #expect(Self.opening(asked)?.number == 8)
        #expect(admission.past[7] != nil)
    }

    @Test(
        "a copy shorter than what was read counts only where that is no header of its family",
        arguments: [(true, UInt32(8)), (false, 7)])
    func header(isHeader: Bool, number: UInt32) {
        var long = Self.past
        long.offset = 400
        var admission = Self.admission([long])
        let (asked, _, _) = Self.run(
            Self.found(Self.log + ".1", size: 23, inode: 4), .admission, &admission,
            [Self.looked(Self.read, size: 23, inode: 4), .held(true), .held(isHeader)])
        #expect(asked.contains(.otherHolds(path: Array(Self.log.utf8), Self.mark)))
        #expect(Self.opening(asked)?.number == number)
    }

    @Test("a rotated file that is the beginning of a followed one waits, until that ends")
    func copyInMaking() {
        var admission = Self.following()
        let found = Self.found(Self.log + ".1", size: 23, inode: 4)
        let answers = [
            Self.looked(Self.read, size: 23, inode: 4), .verified(.same, Self.progress),
            .acquired(Self.progress), .held(true),
        ]
        let (asked, end, _) = Self.run(found, .admission, &admission, answers)
        #expect(asked == [.look, .verify(7), .acquire(7), .shares(7, 0..<23)])
        #expect(end == .done([]))
        #expect(admission.waiting[found.status.key]?.reason == .copy(of: 7))
        admission.see(found, nil)
        #expect(admission.candidates().isEmpty)
        _ = admission.retire(7, .truncated, Self.progress)
        #expect(admission.candidates() == [found])
    }

    @Test("a followed file that was replaced is a generation that its copy goes on with at once")
    func replaced() {
        var admission = Self.following()
        let (asked, end, early) = Self.run(
            Self.found(Self.log + ".1", inode: 4), .admission, &admission,
            [
                Self.looked(Self.read, inode: 4), .verified(.changed, Self.progress), .held(true),
            ])
        #expect(Self.opening(asked)?.number == 7)
        // The generation goes on under its number: its old reader goes before a new one comes.
        #expect(early.prefix(2) == [.tell(.replaced(path: Self.log, read: 23)), .drop(7)])
        guard case .done(let decisions) = end else {
            Issue.record("\(end)")
            return
        }
        #expect(
            decisions.last
                == .tell(.continued(path: Self.log + ".1", from: Self.log, offset: 23)))
    }

    @Test("nothing is decided about a copy while a file that it may be of cannot be compared")
    func undecided() {
        let error = SystemError("read", code: 5)
        for (verification, decisions) in [
            (.elsewhere, [.lookSoon]),
            (
                .unreadable(error),
                [.tell(.unreadable(path: Self.log, reason: error.description))]
            ),
        ] as [(Admission.Verification, [FileDecision])] {
            var admission = Self.following()
            let (_, end, _) = Self.run(
                Self.found(Self.log + ".1", inode: 4), .admission, &admission,
                [Self.looked(Self.read, inode: 4), .verified(verification, Self.progress)])
            #expect(end == .done(decisions))
            #expect(admission.followed.numbers == [7])
        }
    }

    @Test("no other file is taken for a generation whose own file cannot be read at this look")
    func reserved() {
        var admission = Self.admission()
        let error = SystemError("open", code: 13)
        let (_, end, _) = Self.run(
            Self.found(Self.log, inode: 7), .resumption, &admission, [.failed(error)])
        let told = FileDecision.tell(.unreadable(path: Self.log, reason: error.description))
        #expect(end == .done([told]))
        let copy = Self.run(
            Self.found(Self.log + ".1", inode: 4), .admission, &admission,
            [Self.looked(Self.read, inode: 4), .held(true)])
        #expect(copy.end == .done([]) && Self.opening(copy.asked) == nil)
    }

    @Test("what cannot be opened is told of by name, but for what has gone or was not asked for")
    func failing() {
        for (purpose, code, isTold) in [
            (.admission, 13, true), (.admission, 2, false), (.sibling, 13, false),
        ] as [(Examination.Purpose, Int32, Bool)] {
            var admission = Self.admission([])
            let error = SystemError("open", code: code)
            let (_, end, _) = Self.run(
                Self.found(Self.log, inode: 3), purpose, &admission, [.failed(error)])
            let told = FileDecision.tell(.unreadable(path: Self.log, reason: error.description))
            #expect(end == .done(isTold ? [told] : []))
        }
    }

    @Test("a link out of the followed directories is refused, and that is told once")
    func stray() {
        var admission = Self.admission([])
        let found = Self.found(Self.log, inode: 3)
        let look = Examination.Look(status: found.status, head: [], strayTarget: "/etc/shadow")
        for round in 0..<2 {
            let (_, end, _) = Self.run(found, .admission, &admission, [.looked(look)])
            guard case .done(let decisions) = end else {
                Issue.record("\(end)")
                return
            }
            #expect(decisions.count == (round == 0 ? 1 : 0))
            #expect(admission.waiting[found.status.key]?.reason == .change)
        }
    }

    @Test("what is no regular file any more, an empty rotated file and a stranger beside are left")
    func left() {
        var admission = Self.admission()
        let gone = Self.run(
            Self.found(Self.log, inode: 3), .admission, &admission, [.looked(nil)])
        #expect(gone.asked == [.look] && gone.end == .done([]))
        let empty = Self.found(Self.log + ".1", size: 0, inode: 4)
        _ = Self.run(empty, .admission, &admission, [Self.looked([], size: 0, inode: 4)])
        #expect(admission.waiting[empty.status.key]?.reason == .change)
        let stranger = Self.found(Self.log + ".2", inode: 5)
        let other = Array("another line\n".utf8)
        let beside = Self.run(
            stranger, .sibling, &admission, [Self.looked(other, size: 13, inode: 5)])
        #expect(Self.opening(beside.asked) == nil)
        #expect(admission.waiting[stranger.status.key]?.isSibling == true)
    }

    // MARK: - Archives

    private static let packed: [UInt8] = [0x1F, 0x8B, 8, 0]

    @Test("an archive is looked into once it rests; one that is not whole waits")
    func archive() {
        var admission = Self.admission()
        _ = admission.endLook()
        let found = Self.found(Self.log + ".1.gz", inode: 4)
        let look = Self.looked(Self.packed, inode: 4)
        func run(_ answers: [Answer]) -> [Question] {
            admission.beginLook(at: 1)
            return Self.run(found, .admission, &admission, answers).asked
        }
        #expect(run([look]) == [.look])
        #expect(admission.waiting[found.status.key]?.reason == .settling)
        #expect(admission.waiting.hasSettling)
        #expect(run([look, .unpacked(nil)]) == [.look, .unpack])
        #expect(admission.waiting[found.status.key]?.reason == .broken(since: 1))
        let survey = Question.survey([Self.mark.range])
        #expect(run([look, .unpacked(Self.read), .surveyed(nil)]) == [.look, .unpack, survey])
        let whole = run([look, .unpacked(Self.read), .surveyed(30), .held(true)])
        #expect(Self.opening(whole)?.number == 7 && Self.opening(whole)?.offset == 23)
        #expect(Self.opening(whole)?.isArchive == true)
    }
}
