import CIM
import Dispatch
import Glibc
import SecurityContent

/// The systemd journal, whose entries hold one record each in `MESSAGE`: so Sysmon for Linux
/// arrives.
///
/// Its position is the cursor of the last entry taken, with the times of that entry for when the
/// cursor is gone: the journal was vacuumed or damaged.
final class JournalSource: RecordSource {
    static let field = "MESSAGE"
    /// Entries taken before other sources have their turn.
    private static let entriesPerTurn = 1_024

    private let input: JournalInput
    /// Of the cursor in the state, and for messages.
    private let key: String
    private let number: UInt32
    /// Index into the sources of the configuration.
    private let source: Int
    private var isAnnounced = false
    /// Entries that were handed out.
    private var entries: UInt64 = 0
    private var poll: ReadinessPoll?
    private var startsAtEnd: Bool
    private let recordBytesMax: Int
    private var files: JournalFiles?
    /// Of the last entry that was handed out and taken.
    private(set) var position: JournalPosition?
    /// Whether the journal stands on an entry that has not been taken.
    private var isOnEntry = false
    /// Microseconds since the epoch; entries up to here have to be read before a barrier passes.
    private var barrier: UInt64?
    private var hasFailed = false
    /// Times that the journal was opened anew since an entry was last taken.
    private var failures: UInt64 = 0
    private var hasWarned = false
    /// Entries that could not be read because the files are damaged.
    private(set) var damaged = 0
    private var events: [IngestEvent] = []

    /// - Parameters:
    ///   - source: Index into the sources of the configuration.
    ///   - saved: The cursors of the last run, by their keys.
    ///   - startsAtEnd: Where to start without one.
    init(
        _ input: JournalInput, source: Int, saved: [String: [UInt8]], startsAtEnd: Bool,
        recordBytesMax: Int, numbers: StreamNumbers
    ) {
        self.input = input
        self.source = source
        self.startsAtEnd = startsAtEnd
        self.recordBytesMax = recordBytesMax
        key = Self.key(input)
        number = numbers.next()
        position = Self.position(input, saved)
    }

    /// What the cursor is called in the state.
    static func key(_ input: JournalInput) -> String {
        ([place(input)] + input.matches).joined(separator: " ")
    }

    private static func place(_ input: JournalInput) -> String {
        input.directory.map { "journal:\($0)" } ?? "journal"
    }

    /// The last run's position in the same journal: under the same matches, or else the newest, so
    /// that editing matches loses no position.
    static func position(_ input: JournalInput, _ saved: [String: [UInt8]]) -> JournalPosition? {
        func read(_ bytes: [UInt8]) -> JournalPosition? {
            JournalPosition(String(decoding: bytes, as: UTF8.self))
        }
        if let same = saved[key(input)].flatMap(read) { return same }
        let place = place(input)
        return saved.filter { $0.key == place || $0.key.hasPrefix(place + " ") }
            .values.compactMap(read).max { ($0.realtime, $0.cursor) < ($1.realtime, $1.cursor) }
    }

    func takeEvents() -> [IngestEvent] {
        defer { events.removeAll() }
        return events
    }

    private func note(_ text: String, isProblem: Bool = true) {
        events.append(.note(path: key, text: text, isProblem: isProblem))
    }

    func start(on queue: DispatchQueue, wake: @escaping @Sendable () -> Void) {
        do throws(SystemError) {
            poll = try ReadinessPoll(queue: queue, wake: wake)
        } catch {
            note("is looked at once a second only: \(error)")
        }
    }

    func stop() {
        poll?.cancel()
        poll = nil
        files = nil
    }

    // MARK: - Opening

    /// Opens the journal if it is not open, and takes notice of new files and entries.
    func poll(now: UInt64) {
        guard files == nil else {
            files?.process()
            return
        }
        do throws(SystemError) {
            let opened = try JournalFiles.open(input, valueBytesMax: recordBytesMax)
            hasFailed = false
            if input.directory == nil, !opened.hasFiles, !hasWarned {
                hasWarned = true
                note(
                    "no journal file can be read here; the daemon has to be in the group "
                        + "systemd-journal or adm")
            }
            seek(opened)
            if opened.descriptor >= 0 { try poll?.add(opened.descriptor, token: 0) }
            files = consume opened
        } catch {
            if !hasFailed { note("cannot be read, will be tried again: \(error)") }
            hasFailed = true
        }
    }

    /// Goes to where reading begins.
    private func seek(_ files: borrowing JournalFiles) {
        isOnEntry = false
        guard let position else {
            note("reading from the \(startsAtEnd ? "end" : "start")", isProblem: false)
            if startsAtEnd {
                // A later start goes on behind what is last now, also when nothing was read.
                position = files.seekTail() ? files.position : nil
            } else {
                files.seekHead()
            }
            // An empty journal, opened anew, is read whole.
            startsAtEnd = false
            return
        }
        if failures == 0, files.seek(cursor: position.cursor), files.next() == .entry,
            files.isAt(cursor: position.cursor)
        {
            return note("going on behind the last entry that was read", isProblem: false)
        }
        guard failures > 1 else {
            note("the last entry that was read is gone or damaged: going on by its time")
            files.seek(timeOf: position)
            return skipTaken(files, position)
        }
        // What is damaged stays so: a second further with each try.
        let seconds = failures - 1
        note("reading is damaged behind the last entry: leaving out \(seconds) s")
        files.seek(realtime: position.realtime &+ seconds &* 1_000_000)
    }

    /// Moves over entries at the place of a lost cursor that were read before.
    private func skipTaken(_ files: borrowing JournalFiles, _ last: JournalPosition) {
        while files.next() == .entry {
            // Others of the same microsecond may not have been read: rather twice than never.
            guard let position = files.position, position.bootID == last.bootID,
                position.monotonic < last.monotonic || position.cursor == last.cursor
            else {
                isOnEntry = true
                return
            }
        }
    }

    // MARK: - Barriers

    func markBarrier() {
        files?.process()
        barrier = files == nil ? nil : UInt64(DaemonClock.wallTime().nanoseconds / 1_000)
    }

    var hasReachedBarrier: Bool { barrier == nil }

    // MARK: - Reading

    /// Hands out entries, a bounded number of them.
    func read(into ring: inout RingWriter) -> ReadOutcome {
        if poll?.takeReady().isEmpty == false { files?.process() }
        guard files != nil else { return .atEnd }
        if !isAnnounced {
            let cursor = CursorPosition(key: key, bytes: Array((position?.text ?? "").utf8))
            guard ring.announce(number, source: source, .cursor(cursor)) else { return .blocked }
            isAnnounced = true
        }
        for _ in 0..<Self.entriesPerTurn {
            if !isOnEntry {
                switch files?.next() {
                case .entry?: isOnEntry = true
                case .end?, nil:
                    barrier = nil
                    return .atEnd
                case .damaged(let code)?:
                    close(because: code)
                    return .atEnd
                }
            }
            if !take(into: &ring) { return .blocked }
        }
        return .more
    }

    /// - Returns: Whether the entry is done with.
    private func take(into ring: inout RingWriter) -> Bool {
        guard let position = files?.position,
            let content = files?.content(of: Self.field, bytesMax: recordBytesMax)
        else {
            countDamaged()
            return true
        }
        let cursor = Array(position.text.utf8)
        let isTaken =
            switch content {
            case .bytes(let bytes):
                ring.push(
                    .record, bytes.span, stream: number, number: entries, cursor: cursor)
            case .tooLong:
                ring.push(
                    .tooLong, [UInt8]().span, stream: number, number: entries, cursor: cursor)
            case .absent, .damaged: true
            }
        guard isTaken else { return false }
        if content == .damaged { countDamaged() }
        isOnEntry = false
        entries += 1
        failures = 0
        self.position = position
        if let barrier, position.realtime >= barrier { self.barrier = nil }
        return true
    }

    private func countDamaged() {
        isOnEntry = false
        damaged += 1
        if damaged == 1 { note("an entry is damaged and was skipped") }
    }

    /// The files are damaged, or were removed under the reader: opened anew by the next look,
    /// reading goes on behind the last entry that was taken. Until then nothing is read, so that
    /// damage at one place does not make a busy loop.
    private func close(because code: Int32) {
        note("opening the journal anew: \(SystemError("read", code: code))")
        files = nil
        isOnEntry = false
        barrier = nil
        failures += 1
    }
}
