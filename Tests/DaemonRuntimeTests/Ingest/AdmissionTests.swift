import Testing

@testable import DaemonRuntime

/// What admission decides about followed files, as tables of observations and decisions: no file
/// system, no clock.
struct AdmissionTests {
    private static let path = "/logs/app.log"
    private static let content = Array("first line\nsecond line\n".utf8)

    private static func status(
        size: Int, inode: UInt64 = 7, modified: Int64 = 1, links: UInt64 = 1
    ) -> FileStatus {
        FileStatus(
            key: InodeKey(device: 1, inode: inode), size: UInt64(size), linkCount: links,
            modified: modified)
    }

    /// A file of 23 bytes, read to its end.
    private static func progress(
        size: Int = 23, modified: Int64 = 1, links: UInt64 = 1
    ) -> FileProgress {
        FileProgress(
            status: status(size: size, modified: modified, links: links),
            identity: FileIdentity(device: 1, inode: 7, head: content[...]),
            marks: [ContentMark(end: 23, bytes: content[...])], offset: 23, readOffset: 23,
            seenOffset: 23)
    }

    private static func found(_ status: FileStatus, at path: String = path) -> FoundFile {
        FoundFile(path: Array(path.utf8), source: 0, status: status)
    }

    private static func admission(partialLine: UInt64? = nil) -> Admission {
        Admission(
            [Admission.Settings(name: "logs", patterns: ["/logs/*"], startsAtEnd: false)],
            known: Admission.Known(), partialLineNanoseconds: partialLine,
            numbers: StreamNumbers(after: 0))
    }

    /// One that follows `app.log` under the number 1, read to its end.
    private static func following(partialLine: UInt64? = nil) -> Admission {
        var admission = admission(partialLine: partialLine)
        admission.beginLook(at: 0)
        let found = found(status(size: 23))
        let position = admission.beginning(
            found, identity: progress().identity, isArchive: false)
        _ = admission.follow(position, found, former: nil, progress())
        _ = admission.endLook()
        return admission
    }

    /// What a look sees of the file, and what is to be done about it.
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        /// Nil where no pattern names it any more.
        var seen: (size: Int, modified: Int64, path: String)?
        var progress = AdmissionTests.progress()
        var decisions: [FileDecision]
    }

    static let cases = [
        Case(testDescription: "a file at rest", seen: (23, 1, path), decisions: []),
        Case(
            testDescription: "a file that grew is compared with what was read",
            seen: (40, 2, path),
            decisions: [.see(1, status(size: 40, modified: 2)), .verify(1)]),
        Case(
            testDescription: "a file that changed without growing is compared as well",
            seen: (23, 2, path),
            decisions: [.see(1, status(size: 23, modified: 2)), .verify(1)]),
        Case(
            testDescription: "a closed file that grew is compared when it is opened",
            seen: (40, 2, path),
            progress: {
                var closed = progress(); closed.isOpen = false; return closed
            }(),
            decisions: [.see(1, status(size: 40, modified: 2)), .read(1)]),
        Case(
            testDescription: "a file that is shorter than what was read ends its generation",
            seen: (5, 2, path),
            decisions: [
                .see(1, status(size: 5, modified: 2)),
                .tell(.truncated(path: path, read: 23)), .drop(1), departure(isLoss: false),
            ]),
        Case(
            testDescription: "a renamed file is told of, and the state is to know",
            seen: (23, 1, "/logs/app.log.1"),
            decisions: [
                .tell(.renamed(path: "/logs/app.log.1", from: path)), .announce(1), .read(1),
            ]),
        Case(
            testDescription: "a file that no pattern names is looked at by its descriptor",
            seen: nil, decisions: [.lookUnnamed(1)]),
    ]

    private static func departure(isLoss: Bool) -> FileDecision {
        .depart(
            FileDeparture(
                position: FilePosition(
                    number: 1, identity: progress().identity, path: Array(path.utf8), offset: 23,
                    marks: progress().marks),
                source: 0, isLoss: isLoss))
    }

    @Test("what a look sees of a followed file decides what is done", arguments: cases)
    func check(row: Case) {
        var admission = Self.following()
        admission.beginLook(at: 1_000_000_000)
        if let (size, modified, path) = row.seen {
            admission.see(
                Self.found(Self.status(size: size, modified: modified), at: path), row.progress)
        }
        let decisions = admission.unsettled().flatMap { admission.check($0, row.progress) }
        #expect(decisions == row.decisions)
    }

    @Test("the answer to a comparison decides whether the generation goes on")
    func verified() {
        let other = Self.progress(size: 40, modified: 2)
        func answer(_ verification: Admission.Verification) -> [FileDecision] {
            var admission = Self.following()
            admission.beginLook(at: 1_000_000_000)
            admission.see(Self.found(other.status), Self.progress())
            _ = admission.check(1, Self.progress())
            return admission.verified(1, verification, other)
        }
        #expect(answer(.same) == [.read(1)])
        #expect(
            answer(.changed) == [
                .tell(.replaced(path: Self.path, read: 23)), .drop(1),
                Self.departure(isLoss: false),
            ])
        let error = SystemError("read", code: 5)
        #expect(
            answer(.unreadable(error)) == [
                .tell(.unreadable(path: Self.path, reason: error.description))
            ])
        #expect(answer(.elsewhere) == [.lookSoon])
    }

    @Test("an unfinished last line is taken once the file did not grow for its patience")
    func partialLine() {
        var progress = Self.progress()
        progress.offset = 11
        for (seconds, decisions) in [
            (4, []), (5, [FileDecision.takePartialLine(1), .read(1)]),
        ] as [(UInt64, [FileDecision])] {
            var admission = Self.following(partialLine: 5_000_000_000)
            admission.beginLook(at: seconds * 1_000_000_000)
            admission.see(Self.found(progress.status), progress)
            #expect(admission.unsettled() == [1])
            #expect(admission.check(1, progress) == decisions)
        }
    }

    @Test(
        "a file without a name ends after its last byte: soon when it was removed, later when renamed",
        arguments: [(UInt64(0), UInt64(5)), (1, 60)])
    func unnamed(links: UInt64, patience: UInt64) {
        let progress = Self.progress(links: links)
        var admission = Self.following()
        func look(at seconds: UInt64) -> [FileDecision] {
            admission.beginLook(at: seconds * 1_000_000_000)
            #expect(admission.check(1, progress) == [.lookUnnamed(1)])
            return admission.looked(1, isThere: true, progress)
        }
        #expect(look(at: 10).isEmpty)
        #expect(look(at: 9 + patience).isEmpty)
        #expect(look(at: 10 + patience) == [.end(1), .read(1)])
        #expect(
            admission.finished(1, progress) == [
                .tell(.closed(path: Self.path)), .drop(1), Self.departure(isLoss: false),
            ])
        #expect(admission.followed.numbers.isEmpty)
    }

    @Test("a file that went with bytes that nobody read is told of")
    func lost() {
        var admission = Self.following()
        let progress = Self.progress(size: 40)
        admission.beginLook(at: 1)
        _ = admission.check(1, progress)
        #expect(
            admission.looked(1, isThere: false, progress) == [
                .tell(.lost(path: Self.path, read: 23, size: 40)), .drop(1),
                Self.departure(isLoss: true),
            ])
    }

    @Test("of two names of a file the known one counts, and a file is at rest under any of them")
    func names() {
        var admission = Self.following()
        admission.beginLook(at: 1)
        admission.see(Self.found(Self.status(size: 23), at: "/logs/a.log"), Self.progress())
        admission.see(Self.found(Self.status(size: 23)), Self.progress())
        admission.see(Self.found(Self.status(size: 23), at: "/logs/z.log"), Self.progress())
        #expect(admission.unsettled().isEmpty)
        #expect(admission.candidates().isEmpty)
    }

    @Test("an archive that stays broken is told of once")
    func broken() {
        var admission = Self.admission()
        let found = Self.found(Self.status(size: 9), at: "/logs/app.log.1.gz")
        admission.waiting.insert(found, .broken(since: 0))
        var told = 0
        for seconds in [59, 60, 61, 200] as [UInt64] {
            admission.beginLook(at: seconds * 1_000_000_000)
            admission.see(found, nil)
            #expect(admission.candidates().isEmpty)
            told += admission.endLook().count
            #expect(told == (seconds < 60 ? 0 : 1))
        }
    }
}
