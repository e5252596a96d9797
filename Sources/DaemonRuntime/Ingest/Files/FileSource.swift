import Dispatch
import RiskDetection

/// The files behind the paths and globs of the configuration. Confined to the ingest queue.
///
/// ``Admission`` decides which files are read and where reading begins, ``FileFollower`` looks at
/// them for it; the source gives the files their turns and hands out what they hold.
final class FileSource: RecordSource {
    typealias Settings = Admission.Settings
    typealias Known = Admission.Known

    /// What it is given and never changes.
    struct Environment: Sendable {
        var fileSystem: any FileSystem
        var recordBytesMax: Int
        /// Descriptors that it may hold.
        var openFilesMax: Int
        /// After how long without growth an unfinished last line is taken as it is; nil for never.
        var partialLineNanoseconds: UInt64?
        /// Directories that inotify may be asked to watch.
        var watchesMax = InotifyWatcher.watchesMax
        /// What tells records that need not be handed out; nil where all are.
        var prefilter: PrefilterPlan?
        /// Where processes died of what they read.
        var fatal = FatalStretches()
    }

    /// How many files have their turn before the queue's other work has.
    private static let filesPerTurn = 256
    private static let blockBytes = 1 << 20

    private let settings: [Settings]
    private let environment: Environment
    private let follower: FileFollower
    private var watch = FileWatch()
    private var turns = ReadingTurns()
    private var messages: FileMessages
    private var events: [IngestEvent] = []
    private(set) var wantsPoll = false
    /// Of the last poll, monotonic nanoseconds.
    private var now: UInt64 = 0
    /// What was passed over, by source of the configuration.
    private var passed: [Int: PassedTraffic] = [:]
    /// What is read now, for the next start should the process die of it.
    private let mark = ReadingMark()
    private var block = [UInt8](repeating: 0, count: FileSource.blockBytes)

    init(
        _ settings: [Settings], _ environment: Environment, known: Known, numbers: StreamNumbers
    ) {
        self.settings = settings
        self.environment = environment
        let admission = Admission(
            settings, known: known, partialLineNanoseconds: environment.partialLineNanoseconds,
            numbers: numbers)
        messages = FileMessages(patterns: admission.newPatterns)
        follower = FileFollower(environment, admission)
    }

    /// What admission knows, for a person who follows a failing test.
    var known: Admission { follower.known }

    /// Followed files, by their numbers.
    var files: [(entry: FileTable.Entry, reader: TailedFile)] { follower.files }

    /// Why the kernel does not report every change, so that only the poll finds it; nil if it does.
    var unwatched: String? { watch.problem }

    func start(on queue: DispatchQueue, wake: @escaping @Sendable () -> Void) {
        watch.start(on: queue, watchesMax: environment.watchesMax, wake: wake)
    }

    func stop() { watch.stop() }

    func setPaused(_ isPaused: Bool) { watch.setPaused(isPaused) }

    // MARK: - Looks

    var namesLookedAt: Int { follower.namesLookedAt }

    func poll(now: UInt64) {
        self.now = now
        wantsPoll = false
        carryOut(follower.look(at: now))
        let roots = FilePatterns.directories(settings.flatMap(\.patterns)).map { Array($0.utf8) }
        if let event = watch.watch(roots + follower.directories()) { events.append(event) }
    }

    private func carryOut(_ decisions: [FileDecision]) {
        for decision in decisions {
            switch decision {
            case .read(let number): turns.add(number)
            case .depart(let departure): messages.depart(departure)
            case .forget(let number): messages.forget(number)
            case .tell(let event): events.append(event)
            case .lookSoon: wantsPoll = true
            case .verify, .lookUnnamed, .see, .announce, .takePartialLine, .readAgain, .end,
                .closeDescriptor, .drop:
                preconditionFailure("\(decision) is the follower's to carry out")
            }
        }
    }

    /// What inotify told since the last look.
    private func noteChanges() {
        for change in watch.takeChanges() {
            switch change {
            case .modified(let path): noteModified(path)
            case .named, .overflow: wantsPoll = true
            }
        }
    }

    /// A file was written to.
    func noteModified(_ path: [UInt8]) {
        if let number = follower.number(at: path) { turns.add(number) }
    }

    func takeEvents() -> [IngestEvent] {
        defer { events.removeAll() }
        return events
    }

    func markBarrier() { follower.noteBarrier() }

    var hasReachedBarrier: Bool {
        !follower.hasSettlingFile
            && turns.allSatisfy { follower.file($0)?.reader.hasReachedBarrier ?? true }
    }

    func describe(into snapshot: inout IngestSnapshot) {
        snapshot.unwatched = unwatched
        snapshot.passed = passed
        follower.describe(into: &snapshot)
    }

    // MARK: - Reading

    func read(into ring: inout RingWriter) -> ReadOutcome {
        noteChanges()
        guard messages.sendForgotten(to: &ring), sendPatterns(to: &ring),
            messages.sendDeparted(to: &ring)
        else { return .blocked }
        let served = turns.first(Self.filesPerTurn)
        for (place, number) in served.enumerated() {
            switch read(number, into: &ring) {
            case .blocked:
                turns.removeServed(place)
                return .blocked
            case .more: turns.again(number)
            case .atEnd, .replaced, .compressed: turns.end(number)
            }
        }
        turns.removeServed(served.count)
        return turns.isEmpty ? .atEnd : .more
    }

    /// Tells the state which patterns are followed, behind where their files begin.
    private func sendPatterns(to ring: inout RingWriter) -> Bool {
        guard !follower.isBeforeFirstLook, messages.hasPatterns else { return true }
        for (entry, file) in follower.files {
            guard announce(entry, file, to: &ring) else { return false }
        }
        return messages.sendPatterns(to: &ring)
    }

    private func announce(
        _ entry: FileTable.Entry, _ file: TailedFile, to ring: inout RingWriter
    ) -> Bool {
        guard !file.isAnnounced else { return true }
        let position = SourcePosition.file(file.position(at: entry.path))
        guard ring.announce(entry.number, source: entry.source, position) else { return false }
        file.isAnnounced = true
        return true
    }

    private func read(_ number: UInt32, into ring: inout RingWriter) -> TailedFile.Outcome {
        guard let (entry, file) = follower.file(number) else { return .atEnd }
        let passed = file.passed
        defer { note(file.passed, since: passed, of: entry.source) }
        do throws(SystemError) {
            if file.isFinished { return announce(entry, file, to: &ring) ? .atEnd : .blocked }
            switch try follower.acquire(number) {
            case .ready: break
            case .elsewhere:
                // Its name is another's by now, or nobody's: the next look finds out.
                wantsPoll = true
                return .atEnd
            case .replaced: return replaced(number)
            }
            guard announce(entry, file, to: &ring) else { return .blocked }
            mark.name(entry.path)
            mark.enter(
                .cutting, file.readOffset..<(file.readOffset + UInt64(FileSource.blockBytes)))
            defer { mark.leave() }
            if let outcome = try passOver(file, into: &ring) { return outcome }
            return try readBlock(entry, file, into: &ring)
        } catch {
            carryOut(follower.report(entry.path, error))
            return .atEnd
        }
    }

    private func readBlock(
        _ entry: FileTable.Entry, _ file: TailedFile, into ring: inout RingWriter
    ) throws(SystemError) -> TailedFile.Outcome {
        let number = entry.number
        let before = file.seenOffset
        let outcome = try file.readSome(&block, at: now, mark: mark) { kind, bytes, start, end in
            ring.push(kind, bytes, stream: number, start: start, end: end)
        }
        if outcome != .blocked { follower.trust(number) }
        if file.seenOffset != before { file.grewAt = now }
        switch outcome {
        case .replaced: return replaced(number)
        case .compressed:
            carryOut(follower.compressed(number))
            return .compressed
        case .blocked: return .blocked
        case .atEnd, .more: break
        }
        guard announce(entry, file, to: &ring), handOut(file, to: &ring) else { return .blocked }
        follower.solve(entry.path)
        if file.isFinished {
            carryOut(follower.finished(number))
            return announce(entry, file, to: &ring) ? .atEnd : .blocked
        }
        // Its unfinished line was read again: it is taken before the file could be closed anew.
        if outcome == .atEnd, file.takesPartialLine { return read(number, into: &ring) }
        return outcome
    }

    private func replaced(_ number: UInt32) -> TailedFile.Outcome {
        carryOut(follower.replaced(number))
        wantsPoll = true
        return .replaced
    }

    private func handOut(_ file: TailedFile, to ring: inout RingWriter) -> Bool {
        file.handOut { kind, bytes, start, end in
            ring.push(kind, bytes, stream: file.number, start: start, end: end)
        }
    }

    /// Passes over a stretch of which a process died and that begins where a file is read next.
    ///
    /// - Returns: What became of it; nil where there is none.
    private func passOver(
        _ file: TailedFile, into ring: inout RingWriter
    ) throws(SystemError) -> TailedFile.Outcome? {
        guard !file.suspects.isEmpty else { return nil }
        // What was read before is handed out before.
        guard handOut(file, to: &ring) else { return .blocked }
        guard let stretch = try file.nextPassedOver() else { return nil }
        let start = min(file.offset, stretch.start)
        guard ring.passOver(stream: file.number, start: start, end: stretch.end) else {
            return .blocked
        }
        try file.passOver(to: stretch.end)
        return .more
    }

    /// Counts what was passed over in one reading of a file.
    private func note(_ now: PassedRecords, since before: PassedRecords, of source: Int) {
        guard now.count > before.count else { return }
        var traffic = passed[source] ?? PassedTraffic()
        traffic.records += now.count - before.count
        traffic.bytes += now.bytes - before.bytes
        traffic.lastRecord = DispatchTime.now().uptimeNanoseconds
        passed[source] = traffic
    }
}
