import Dispatch
import RiskDetection

/// The files behind the paths and globs of the configuration. Confined to the ingest queue.
///
/// A file is what its device, inode and content say, not what it is called: after a rotation by
/// rename the old file is read to its end under its old number, and what appears under the path
/// is a new one; a copy goes on where its original ended. Two names of one file are read once.
final class FileSource: RecordSource {
    /// One `sources` entry of the configuration.
    struct Settings: Sendable {
        var name: String
        var patterns: [String]
        var startsAtEnd: Bool
    }

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

    /// What the last run left.
    struct Known: Sendable {
        var positions: [FilePosition] = []
        /// Patterns that were followed before: what matches them and is new is read from its
        /// start, whatever `startsAtEnd` says.
        var patterns: Set<String> = []
        /// When it was saved, nanoseconds since the epoch.
        var savedAt: Int64?
    }

    /// How many files have their turn before the queue's other work has.
    private static let filesPerTurn = 256
    private static let blockBytes = 1 << 20

    let settings: [Settings]
    let environment: Environment
    let numbers: StreamNumbers
    let prefilter: Prefilter?
    private var watcher: InotifyWatcher?
    private var makeWatcher: (() throws(SystemError) -> InotifyWatcher)?
    /// Why not every change is told of, so that only the poll finds it.
    private(set) var unwatched: String?
    /// What is read now, for the next start should the process die of it.
    let mark = ReadingMark()
    private var block = [UInt8](repeating: 0, count: FileSource.blockBytes)

    /// Generations that are read now.
    var live: [UInt32: TailedFile] = [:]
    var byInode: [InodeKey: UInt32] = [:]
    var byPath: [[UInt8]: UInt32] = [:] { didSet { directories = nil } }
    /// Where they lie; nil where that is to be found out anew.
    private var directories: [[UInt8]]?
    /// Those of them that have no name that is followed; mostly none.
    var unnamed = FamilyIndex()
    /// Those that changed and were not looked into since, as they are closed or could not be read:
    /// they may have been replaced.
    var doubted = FamilyIndex()
    /// Generations that are not.
    var gone = Generations()
    /// Those of them whose own file could not be read at this look: no other is taken for them.
    var reserved: Set<UInt32> = []
    /// Files that are looked at again when they change: copies still being made.
    var waiting: [InodeKey: WaitingFile] = [:]
    /// Generations whose copies are looked for beside them, and until when.
    var sought: [UInt32: UInt64] = [:]
    var problems: Set<[UInt8]> = []
    var events: [IngestEvent] = []
    /// Patterns that this run is the first to follow, until the first look.
    var newPatterns: Set<String>
    var savedAt: Int64?
    var isFirstScan = true
    /// Of the last poll, monotonic nanoseconds.
    var now: UInt64 = 0
    /// What was passed over, by source of the configuration.
    private(set) var passed: [Int: PassedTraffic] = [:]

    /// Whose turn it is to be read, and who is among them.
    private var turn: [UInt32] = []
    private var hasTurn: Set<UInt32> = []
    var open = OpenFiles()
    var openFilesMax: Int
    private var forgotten: [UInt32] = []
    /// Generations that have gone, for the state to know it.
    private var departed: [Departure] = []
    /// Those that the last run followed and that were not found again yet.
    var missing: Set<UInt32>
    /// Patterns that the state does not know yet.
    private var unnoted: [String]
    var wantsPoll = false
    /// Where the followed directories lie, links resolved; for the time of one look.
    var roots: [[UInt8]]?
    /// What lies in directories in which a closed file is looked for; for the time of one look.
    var beside: [[UInt8]: [InodeKey: [UInt8]]] = [:]
    /// The number of the last look.
    var round: UInt64 = 0
    /// Names that the last look was at.
    var namesLookedAt = 0

    init(
        _ settings: [Settings], _ environment: Environment, known: Known, numbers: StreamNumbers
    ) {
        self.settings = settings
        self.environment = environment
        self.numbers = numbers
        prefilter = environment.prefilter.flatMap { Prefilter($0) }
        openFilesMax = max(1, environment.openFilesMax)
        for position in known.positions { gone.insert(position) }
        missing = Set(known.positions.filter(\.isFollowed).map(\.number))
        newPatterns = Set(settings.flatMap(\.patterns)).subtracting(known.patterns)
        unnoted = newPatterns.sorted()
        savedAt = known.savedAt
    }

    func start(on queue: DispatchQueue, wake: @escaping @Sendable () -> Void) {
        makeWatcher = { [environment] () throws(SystemError) in
            try InotifyWatcher(queue: queue, watchesMax: environment.watchesMax, wake: wake)
        }
    }

    func stop() {
        makeWatcher = nil
        watcher?.cancel()
        watcher = nil
    }

    func setPaused(_ isPaused: Bool) { watcher?.setPaused(isPaused) }

    func poll(now: UInt64) {
        self.now = now
        wantsPoll = false
        scan()
        for number in gone.takeExcess() { forget(number) }
        watch()
    }

    /// Has changes told of where that is possible; the poll finds them anyway. What was not
    /// possible is tried again each time, as limits are raised and others end.
    private func watch() {
        guard let makeWatcher else { return }
        let watcher: InotifyWatcher
        do throws(SystemError) {
            if let known = self.watcher { watcher = known } else { watcher = try makeWatcher() }
        } catch {
            return noteUnwatched(error.description)
        }
        self.watcher = watcher
        let directories =
            self.directories
            ?? Set(byPath.keys.map(RotationFamily.directory(of:)))
            .sorted { $0.lexicographicallyPrecedes($1) }
        self.directories = directories
        let problem = watcher.watch(
            FilePatterns.directories(settings.flatMap(\.patterns)).map { Array($0.utf8) }
                + directories)
        noteUnwatched(problem)
    }

    private func noteUnwatched(_ problem: String?) {
        guard problem != unwatched else { return }
        // The next directory that cannot be watched is no news.
        if problem == nil || unwatched == nil {
            events.append(problem.map { .unwatched(reason: $0) } ?? .watched)
        }
        unwatched = problem
    }

    func takeEvents() -> [IngestEvent] {
        defer { events.removeAll() }
        return events
    }

    // MARK: - Reading

    /// Gives a file a turn, if it has none yet.
    func enqueue(_ file: TailedFile) {
        if hasTurn.insert(file.number).inserted { turn.append(file.number) }
    }

    func read(into ring: inout RingWriter) -> ReadOutcome {
        noteChanges()
        while let number = forgotten.last {
            guard ring.forget(number) else { return .blocked }
            forgotten.removeLast()
        }
        guard notePatterns(to: &ring), tellDeparted(to: &ring) else { return .blocked }
        let served = turn.prefix(Self.filesPerTurn)
        for (place, number) in served.enumerated() {
            guard let file = live[number] else {
                hasTurn.remove(number)
                continue
            }
            switch read(file, into: &ring) {
            case .blocked:
                turn.removeFirst(place)
                return .blocked
            case .more: turn.append(number)
            case .atEnd, .replaced, .compressed: hasTurn.remove(number)
            }
        }
        turn.removeFirst(served.count)
        return turn.isEmpty ? .atEnd : .more
    }

    private func read(_ file: TailedFile, into ring: inout RingWriter) -> TailedFile.Outcome {
        let passed = file.passed
        defer { note(file, since: passed) }
        do throws(SystemError) {
            if file.isFinished { return announce(file, to: &ring) ? .atEnd : .blocked }
            switch try acquire(file) {
            case .ready: break
            case .elsewhere:
                // Its name is another's by now, or nobody's: the next look finds out.
                wantsPoll = true
                return .atEnd
            case .replaced:
                retire(file, .replaced)
                wantsPoll = true
                return .replaced
            }
            guard announce(file, to: &ring) else { return .blocked }
            mark.name(file.path)
            mark.enter(
                .cutting, file.readOffset..<(file.readOffset + UInt64(FileSource.blockBytes)))
            defer { mark.leave() }
            if let outcome = try passOver(file, into: &ring) { return outcome }
            let before = file.seenOffset
            let outcome = try file.readSome(&block, at: now, mark: mark) {
                kind, bytes, start, end in
                ring.push(kind, bytes, stream: file.number, start: start, end: end)
            }
            if outcome != .blocked { doubted.remove(file.number) }
            if file.seenOffset != before { file.grewAt = now }
            if outcome == .replaced {
                retire(file, .replaced)
                wantsPoll = true
                return .replaced
            }
            if outcome == .compressed {
                reconsider(file)
                return .compressed
            }
            guard outcome != .blocked, announce(file, to: &ring),
                file.handOut({ kind, bytes, start, end in
                    ring.push(kind, bytes, stream: file.number, start: start, end: end)
                })
            else { return .blocked }
            problems.remove(file.path)
            if file.isFinished {
                finished(file)
                return announce(file, to: &ring) ? .atEnd : .blocked
            }
            // Its unfinished line was read again: it is taken before the file could be closed anew.
            if outcome == .atEnd, file.takesPartialLine { return read(file, into: &ring) }
            return outcome
        } catch {
            report(file.path, error)
            return .atEnd
        }
    }

    /// Counts what was passed over in one reading of a file.
    private func note(_ file: TailedFile, since before: PassedRecords) {
        guard file.passed.count > before.count else { return }
        var traffic = passed[file.source] ?? PassedTraffic()
        traffic.records += file.passed.count - before.count
        traffic.bytes += file.passed.bytes - before.bytes
        traffic.lastRecord = DispatchTime.now().uptimeNanoseconds
        passed[file.source] = traffic
    }

    /// Tells the state which patterns are followed, behind where their files begin.
    private func notePatterns(to ring: inout RingWriter) -> Bool {
        guard !isFirstScan, !unnoted.isEmpty else { return true }
        for file in live.values.sorted(by: { $0.number < $1.number }) {
            guard announce(file, to: &ring) else { return false }
        }
        while let pattern = unnoted.last {
            guard ring.note(SavedState.note(ofPattern: pattern)) else { return false }
            unnoted.removeLast()
        }
        return true
    }

    /// A generation whose file is not followed any more.
    struct Departure {
        var position: FilePosition
        /// Index into the sources of the configuration.
        var source: Int
        /// Whether bytes of it may not have been read.
        var isLoss: Bool
        var isTold = false
    }

    func note(_ departure: Departure) { departed.append(departure) }

    /// Has the state know that files have gone, and those told of that were lost.
    private func tellDeparted(to ring: inout RingWriter) -> Bool {
        while let next = departed.first {
            let (number, offset) = (next.position.number, next.position.offset)
            if !next.isTold {
                guard ring.announce(number, source: next.source, .file(next.position)) else {
                    return false
                }
                departed[0].isTold = true
            }
            if next.isLoss {
                guard ring.lost(stream: number, offset: offset) else { return false }
            }
            departed.removeFirst()
        }
        return true
    }

    private func announce(_ file: TailedFile, to ring: inout RingWriter) -> Bool {
        guard !file.isAnnounced else { return true }
        guard ring.announce(file.number, source: file.source, .file(file.position)) else {
            return false
        }
        file.isAnnounced = true
        return true
    }

    func markBarrier() {
        for file in live.values {
            // All that an archive holds counts; others grow on.
            file.barrierOffset = file.isArchive ? .max : file.status.size
        }
    }

    var hasReachedBarrier: Bool {
        !waiting.values.contains(where: \.isSettling)
            && turn.allSatisfy { live[$0]?.hasReachedBarrier ?? true }
    }

    func report(_ path: [UInt8], _ error: SystemError) {
        guard problems.insert(path).inserted else { return }
        events.append(
            .unreadable(
                path: String(decoding: path, as: UTF8.self), reason: error.description))
    }

    /// Has the detect side drop what it keeps of a generation.
    func forget(_ number: UInt32) {
        departed.removeAll { $0.position.number == number }
        missing.remove(number)
        forgotten.append(number)
    }

    /// What inotify told since the last look.
    private func noteChanges() {
        guard let watcher else { return }
        for change in watcher.takeChanges() {
            switch change {
            case .modified(let path):
                if let number = byPath[path], let file = live[number] { enqueue(file) }
            case .named, .overflow: wantsPoll = true
            }
        }
    }
}
