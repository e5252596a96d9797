import CIM
import Dispatch
import SecurityContent

/// Where events for other engines are written: segments of lines in a directory.
///
/// A segment that is open is hidden, and nobody reads it. The order that survives a crash at any
/// point: lines into open segments, which are then on the disk; the checkpoint, which says how long
/// the open one is; closing of those that are full or old enough. So closed segments hold each
/// event once. Confined to the detect queue.
final class EventSpool {
    let settings: EmitSettings
    let directory: SpoolDirectory
    private let access: FileAccess
    private var lock: StateLock?
    /// What is in no segment yet.
    private(set) var lines: EmittedLines
    /// What the last checkpoint that was committed says, and what the next one does.
    private var marked: SpoolMark?
    private var prepared: SpoolMark?
    /// Whether the open segment ends with the next checkpoint, whatever its age.
    private var isEnding = false
    /// What is written to.
    private var current: Segment?
    /// Segments that the next checkpoint lets go of.
    private var full: [Segment] = []
    private var hasNewName = false
    /// Closed segments, as they were when last looked at.
    private var closed: [SpoolDirectory.Entry] = []
    /// How many there may be. A bound, because each look into the directory reads all names.
    var segmentsMax = EventSpool.segmentsMax
    private(set) var droppedSegments = 0
    private(set) var droppedBytes: UInt64 = 0
    /// What brings segments to brokers: told when one was closed.
    var shipping: Shipping?

    struct Shipping: Sendable {
        var tally: ShippingTally
        var wake: @Sendable () -> Void
    }

    static let segmentsMax = 10_000

    private struct Segment {
        let name: SegmentName
        let file: any OpenedFile
        var bytes: UInt64
        /// Monotonic nanoseconds.
        let opened: UInt64
        var isSynchronized = true

        mutating func synchronize() throws(SystemError) {
            guard !isSynchronized else { return }
            try file.synchronize()
            isSynchronized = true
        }
    }

    /// Opens the spool, and brings it to where the state left it.
    ///
    /// - Parameters:
    ///   - mark: What the state says of it.
    ///   - fresh: See ``SpoolRecovery/run(fresh:)``.
    ///   - mode: Permission bits of segments.
    /// - Returns: The spool, and what is wrong with it.
    static func open(
        _ settings: EmitSettings, _ path: String, mode: UInt32, group: String?, _ mark: SpoolMark?,
        fresh: UInt64
    ) throws -> sending (spool: EventSpool, problem: String?) {
        let directory = SpoolDirectory(path: path)
        try directory.prepare(group: group)
        let lock = try directory.lock()
        let number = try group.map { name throws(SystemError) in try SystemGroup.number(of: name) }
        let found = try SpoolRecovery(directory: directory, mark: mark).run(fresh: fresh)
        let spool = EventSpool(
            settings, directory, .appending(mode: mode, group: number), consume lock,
            EmittedLines(collector: settings.collector, next: found.next))
        if let open = found.open {
            spool.current = try spool.segment(open.name, bytes: open.bytes)
        }
        spool.look()
        return (spool, found.problem)
    }

    private init(
        _ settings: EmitSettings, _ directory: SpoolDirectory, _ access: FileAccess,
        _ lock: consuming StateLock, _ lines: EmittedLines
    ) {
        self.settings = settings
        self.directory = directory
        self.access = access
        self.lock = consume lock
        self.lines = lines
    }

    private func segment(_ name: SegmentName, bytes: UInt64) throws(SystemError) -> Segment {
        let path = Array(directory.place(name.open).utf8)
        return Segment(
            name: name, file: try DiskFileSystem().open(path, for: access), bytes: bytes,
            opened: DispatchTime.now().uptimeNanoseconds)
    }

    /// Releases the directory for the next riskd.
    func close() { lock = nil }

    // MARK: - Lines

    /// When what comes next arrived, milliseconds since the epoch.
    func arrives(at milliseconds: Int64) { lines.arrival = milliseconds }

    func append(_ event: borrowing Event) { lines.append(event) }

    func appendHeartbeat() { lines.appendHeartbeat() }

    /// Whether so much is in no segment that it should not wait for the checkpoint.
    var isLarge: Bool { lines.bytes.count >= EmittedLines.spillBytes }

    /// Brings the lines into the open segment, from where the disk stopped taking them.
    func write() throws(SystemError) {
        guard !lines.isEmpty else { return }
        if lines.written == 0 {
            try makeRoom(for: UInt64(lines.bytes.count))
            if let segment = current, segment.bytes >= UInt64(settings.segmentBytes) {
                full.append(segment)
                current = nil
            }
        }
        if current == nil {
            let name = SegmentName(collector: lines.collector, first: lines.first)
            current = try segment(name, bytes: 0)
            hasNewName = true
        }
        guard var segment = current else { return }
        Failpoint.pass(.beforeSpoolWrite)
        segment.isSynchronized = false
        let (count, error) = segment.file.append(
            Failpoint.part(of: lines.bytes[lines.written...], at: .midSpoolWrite))
        lines.written += count
        segment.bytes += UInt64(count)
        current = segment
        Failpoint.pass(.afterSpoolWrite)
        if let error { throw error }
        lines.clear()
    }

    /// - Throws: Where the limit is reached, and closed segments wait that somebody may take away.
    private func makeRoom(for bytes: UInt64) throws(SystemError) {
        let limit = UInt64(settings.spoolBytes)
        var isFull: Bool { usedBytes + bytes > limit || closed.count >= segmentsMax }
        guard isFull else { return }
        look()
        while isFull, let oldest = closed.first {
            guard settings.whenFull == .dropOldest else {
                throw SystemError(
                    "the spool \(directory.path) is full, \(closed.count) closed segment(s) wait "
                        + "to be taken: write", code: SystemError.noSpace)
            }
            try directory.remove(oldest)
            closed.removeFirst()
            droppedSegments += 1
            droppedBytes += oldest.bytes
        }
    }

    private var usedBytes: UInt64 {
        closed.reduce(0) { $0 + $1.bytes } + full.reduce(0) { $0 + $1.bytes }
            + (current?.bytes ?? 0)
    }

    private func look() { closed = directory.entries().filter { !$0.isOpen } }

    // MARK: - Checkpoints

    /// Whether the open segment is old enough to be closed.
    func isAged(at now: UInt64) -> Bool {
        guard let current, now > current.opened else { return false }
        return now - current.opened >= UInt64(settings.segmentAge.nanoseconds)
    }

    /// Has the open segment end with the next checkpoint.
    ///
    /// - Returns: Whether there is anything to end.
    func end() -> Bool {
        isEnding = true
        return current != nil || !lines.isEmpty
    }

    /// Writes what is in no segment yet, and makes it survive a power cut.
    ///
    /// - Parameter now: Monotonic nanoseconds.
    /// - Returns: What the checkpoint says of the spool.
    func prepare(at now: UInt64) throws -> [String: Int64] {
        try write()
        do {
            for index in full.indices { try full[index].synchronize() }
            try current?.synchronize()
            if hasNewName { try directory.synchronize() }
        } catch {
            throw StateError.notDurable("\(error)")
        }
        hasNewName = false
        Failpoint.pass(.afterSpoolSynchronize)
        if let segment = current, isEnding || isAged(at: now) {
            full.append(segment)
            current = nil
        }
        let mark = SpoolMark(
            next: lines.next, segment: current?.name.first, length: current?.bytes ?? 0)
        prepared = mark
        return mark == marked ? [:] : mark.notes(directory: directory.path)
    }

    /// Closes what the checkpoint that was committed let go of.
    ///
    /// - Throws: What kept a segment from being closed; it is tried again with the next checkpoint.
    func finish() throws(SystemError) {
        marked = prepared
        guard !full.isEmpty else { return }
        // A power cut before takes the new names back; the next start closes these segments again.
        defer { try? directory.synchronize() }
        while let segment = full.first {
            try directory.close(segment.name)
            closed.append(
                SpoolDirectory.Entry(name: segment.name, isOpen: false, bytes: segment.bytes))
            full.removeFirst()
            Failpoint.pass(.afterSpoolClose)
        }
        shipping?.wake()
    }

    // MARK: - Status

    /// The spool at one moment.
    struct Snapshot: Equatable, Sendable {
        var collector = ""
        var events = 0
        var heartbeats = 0
        var closedSegments = 0
        var bytes: UInt64 = 0
        var droppedSegments = 0
        var droppedBytes: UInt64 = 0
        /// Nil where nothing brings segments to brokers.
        var shipping: ShippingTally.Snapshot?
    }

    func snapshot() -> Snapshot {
        look()
        return Snapshot(
            collector: lines.collector, events: lines.events, heartbeats: lines.heartbeats,
            closedSegments: closed.count,
            bytes: usedBytes, droppedSegments: droppedSegments,
            droppedBytes: droppedBytes, shipping: shipping?.tally.snapshot)
    }
}
