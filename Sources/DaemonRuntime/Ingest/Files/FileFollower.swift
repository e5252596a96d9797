/// The shell of ``Admission``: looks at files, opens and compares them, and does to readers what
/// was decided. Confined to the ingest queue.
///
/// Decisions that are not of a file but of the source (a turn, a message to the state or to the
/// operator) are handed on to the caller.
final class FileFollower {
    private let environment: FileSource.Environment
    private let prefilter: Prefilter?
    private var admission: Admission
    private var readers: FileReaders
    private var sight: FileLook
    /// Decisions for the caller.
    private var left: [FileDecision] = []

    init(_ environment: FileSource.Environment, _ admission: Admission) {
        self.environment = environment
        self.admission = admission
        prefilter = environment.prefilter.flatMap { Prefilter($0) }
        readers = FileReaders(environment)
        sight = FileLook(environment.fileSystem, patterns: [])
    }

    // MARK: - What is known

    /// Whether no look is over yet.
    var isBeforeFirstLook: Bool { admission.isFirstLook }

    /// Whether a file is looked into again as soon as it is at rest.
    var hasSettlingFile: Bool { admission.waiting.hasSettling }

    var namesLookedAt: Int { sight.namesLookedAt }

    var problems: Set<[UInt8]> { admission.problems }

    /// What admission knows, for a person who follows a failing test.
    var known: Admission { admission }

    /// Followed files, by their numbers.
    var files: [(entry: FileTable.Entry, reader: TailedFile)] {
        admission.followed.numbers.compactMap(file)
    }

    /// The same in no order, with how far each was read: the status asks for all of them.
    var unordered: [(entry: FileTable.Entry, progress: FileProgress)] {
        readers.all.compactMap { reader in
            admission.followed[reader.number].map { ($0, reader.progress) }
        }
    }

    func file(_ number: UInt32) -> (entry: FileTable.Entry, reader: TailedFile)? {
        guard let entry = admission.followed[number], let reader = readers[number] else {
            return nil
        }
        return (entry, reader)
    }

    func number(at path: [UInt8]) -> UInt32? { admission.followed.number(at: path) }

    /// Where named files lie.
    func directories() -> [[UInt8]] { admission.followed.directories() }

    /// Existing paths that match.
    func expand(_ patterns: [String]) -> [[UInt8]] { environment.fileSystem.expand(patterns) }

    func noteBarrier() { for reader in readers.all { reader.noteBarrier() } }

    // MARK: - While a file is read

    func acquire(_ number: UInt32) throws(SystemError) -> FileReaders.Acquisition {
        guard let entry = admission.followed[number] else { return .elsewhere }
        return try readers.acquire(entry, admission.followed)
    }

    /// A file still holds what was read of it.
    func trust(_ number: UInt32) { admission.followed.trust(number) }

    /// A file could be read.
    func solve(_ path: [UInt8]) { admission.solve(path) }

    func report(_ path: [UInt8], _ error: SystemError) -> [FileDecision] {
        admission.report(path, error)
    }

    func replaced(_ number: UInt32) -> [FileDecision] {
        decide(number) { $0.retire(number, .replaced, $1) }
    }

    func finished(_ number: UInt32) -> [FileDecision] {
        decide(number) { $0.finished(number, $1) }
    }

    func compressed(_ number: UInt32) -> [FileDecision] {
        decide(number) { $0.reconsider(number, $1) }
    }

    private func decide(
        _ number: UInt32, _ body: (inout Admission, FileProgress) -> [FileDecision]
    ) -> [FileDecision] {
        guard let reader = readers[number] else { return [] }
        carryOut(body(&admission, reader.progress))
        return takeLeft()
    }

    private func takeLeft() -> [FileDecision] {
        defer { left = [] }
        return left
    }

    // MARK: - A look

    /// Looks which files there are, which are what they were, and what new ones are.
    func look(at now: UInt64) -> [FileDecision] {
        sight = FileLook(
            environment.fileSystem, patterns: admission.settings.flatMap(\.patterns))
        admission.beginLook(at: now)
        findNamed()
        for number in admission.unsettled() {
            guard let reader = readers[number] else { continue }
            carryOut(admission.check(number, reader.progress))
        }
        let unknown = admission.candidates().filter { !examine($0, .resumption) }
        for found in unknown { examine(found, .admission) }
        lookBeside()
        carryOut(admission.endLook())
        return takeLeft()
    }

    private func findNamed() {
        for (index, setting) in admission.settings.enumerated() {
            for pattern in setting.patterns {
                let isPatternNew = admission.newPatterns.contains(pattern)
                let isFromWildcard = pattern.contains { "*?[".contains($0) }
                for path in sight.expand(pattern) {
                    guard let status = status(of: path), status.isRegular else { continue }
                    let number = admission.followed.number(on: status.key)
                    admission.see(
                        FoundFile(
                            path: path, source: index, status: status,
                            isPatternNew: isPatternNew, isFromWildcard: isFromWildcard),
                        number.flatMap { readers[$0]?.progress })
                }
            }
        }
    }

    private func status(of path: [UInt8]) -> FileStatus? {
        do throws(SystemError) {
            return try environment.fileSystem.status(of: path)
        } catch {
            left += admission.report(path, error)
            return nil
        }
    }

    private func lookBeside() {
        guard let besides = admission.besides() else { return }
        for directory in besides.directories {
            let files = sight.files(in: directory) { admission.isFree($0) }
            for found in admission.siblings(besides, among: files) { examine(found, .sibling) }
        }
    }

    // MARK: - Decisions

    private func carryOut(_ decisions: [FileDecision]) {
        for decision in decisions {
            switch decision {
            case .verify(let number):
                let verification = verify(number)
                guard let reader = readers[number] else { continue }
                carryOut(admission.verified(number, verification, reader.progress))
            case .lookUnnamed(let number):
                let isThere = lookUnnamed(number)
                guard let reader = readers[number] else { continue }
                carryOut(admission.looked(number, isThere: isThere, reader.progress))
            case .see(let number, let status): readers[number]?.status = status
            case .announce(let number): readers[number]?.isAnnounced = false
            case .takePartialLine(let number): readers[number]?.takePartialLine()
            case .readAgain(let number): readers[number]?.readAgain()
            case .end(let number): readers[number]?.end()
            case .closeDescriptor(let number): readers.closeDescriptor(number)
            case .drop(let number): readers.remove(number)
            case .read, .depart, .forget, .tell, .lookSoon: left.append(decision)
            }
        }
    }

    private func verify(_ number: UInt32) -> Admission.Verification {
        guard let (entry, reader) = file(number) else { return .elsewhere }
        do throws(SystemError) {
            if entry.isArchive {
                // Its inode may be another archive's by now, and nothing else of it is looked at.
                let head = try readers.open(entry.path, admission.followed)
                    .bytes(0..<UInt64(FileIdentity.headBytesMax))
                return reader.identity.matches(head: head[...]) ? .same : .changed
            }
            switch try acquire(number) {
            case .ready: return try reader.isUnchanged() ? .same : .changed
            case .replaced: return .changed
            case .elsewhere: return .elsewhere
            }
        } catch {
            return .unreadable(error)
        }
    }

    /// - Returns: Whether the file is still there.
    private func lookUnnamed(_ number: UInt32) -> Bool {
        guard let (entry, reader) = file(number) else { return false }
        do throws(SystemError) {
            if !reader.isOpen, !entry.isArchive {
                guard try reopenBeside(entry, reader) else { return false }
            }
            try reader.look()
            return true
        } catch {
            // The file is gone for good: the unread rest is reported.
            return false
        }
    }

    /// Opens a file that lost its name while it was closed under the name that it has now.
    private func reopenBeside(
        _ entry: FileTable.Entry, _ reader: TailedFile
    ) throws(SystemError) -> Bool {
        let directory = RotationFamily.directory(of: entry.path)
        guard let path = sight.names(in: directory)[entry.key],
            readers.hasDescriptorLeft(admission.followed)
        else { return false }
        let opened = try readers.open(path, admission.followed)
        guard try opened.status().key == entry.key else { return false }
        carryOut(admission.find(entry.number, under: path))
        guard try reader.reopen(opened) else { return false }
        readers.hold(entry.number)
        return true
    }

    // MARK: - Questions

    /// - Returns: Whether there is nothing left to decide about the file.
    @discardableResult
    private func examine(_ found: FoundFile, _ purpose: Examination.Purpose) -> Bool {
        var examination = Examination(found, purpose)
        var inquiry: FileInquiry?
        var answer = Examination.Answer.begun
        while true {
            switch examination.next(answer, in: &admission) {
            case .ask(let question):
                carryOut(examination.takeDecisions())
                do throws(SystemError) {
                    answer = try self.answer(question, found, &inquiry)
                } catch {
                    answer = .failed(error)
                }
            case .done(let decisions):
                carryOut(decisions)
                return true
            case .unknown: return false
            }
        }
    }

    /// - Parameter inquiry: Nil until the file was opened.
    private func answer(
        _ question: Examination.Question, _ found: FoundFile, _ inquiry: inout FileInquiry?
    ) throws(SystemError) -> Examination.Answer {
        switch question {
        case .look: return .looked(try open(found, &inquiry))
        case .verify(let number):
            let verification = verify(number)
            guard let reader = readers[number] else { return .failed(Self.gone) }
            return .verified(verification, reader.progress)
        case .unpack: return .unpacked(try inquiry?.unpack())
        case .survey(let ranges): return .surveyed(try inquiry?.survey(ranges))
        case .holds(let marks): return .held(try inquiry?.holds(marks) ?? false)
        case .otherHolds(let path, let mark):
            guard let status = try environment.fileSystem.status(of: path), status.isRegular,
                status.key != found.status.key
            else { return .held(false) }
            let bytes = try readers.open(path, admission.followed).bytes(mark.range)
            return .held(mark.matches(bytes[...]))
        case .acquire(let number):
            guard try acquire(number) == .ready else { return .acquired(nil) }
            return .acquired(readers[number]?.progress)
        case .shares(let number, let last):
            guard let inquiry, let reader = readers[number] else { return .held(false) }
            return .held(try inquiry.shares(reader, last))
        case .open(let opening):
            guard let inquiry else { return .failed(Self.gone) }
            return .opened(
                try readers.begin(opening, inquiry.opened, prefilter, at: admission.now))
        }
    }

    private static let gone = SystemError("find", code: SystemError.missing)

    private func open(
        _ found: FoundFile, _ inquiry: inout FileInquiry?
    ) throws(SystemError) -> Examination.Look? {
        let opened = try readers.open(found.path, admission.followed)
        let status = try opened.status()
        // Replaced between finding and opening: the next look sees what it is now.
        guard status.key == found.status.key, status.isRegular else { return nil }
        if found.isFromWildcard, let target = sight.strayTarget(of: opened) {
            return Examination.Look(status: status, head: [], strayTarget: target)
        }
        let made = try FileInquiry(opened)
        inquiry = made
        return Examination.Look(status: status, head: made.head)
    }
}
