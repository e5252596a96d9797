import Dispatch
import Glibc

/// The files behind the paths and globs of the configuration. Confined to the ingest queue.
///
/// A file is what its device, inode and first bytes say, not what it is called: after a rotation
/// by rename the old file is read to its end under its old number, and what appears under the path
/// is a new one. Two names of one file are read once.
final class FileSource: RecordSource {
    /// One `sources` entry of the configuration.
    struct Settings: Sendable {
        var name: String
        var patterns: [String]
        var startsAtEnd: Bool
    }

    /// How long a file without a name is kept open after its last byte: writers may still hold it.
    private static let orphanNanoseconds: UInt64 = 5_000_000_000

    private let settings: [Settings]
    private let recordBytesMax: Int
    /// What the last run left, until the file is found again.
    private var known: [InodeKey: FilePosition]
    private var files: [InodeKey: TailedFile] = [:]
    private var unreadable: Set<[UInt8]> = []
    private var isFirstScan: Bool
    private let numbers: StreamNumbers
    private var watcher: InotifyWatcher?
    private(set) var events: [IngestEvent] = []

    private struct InodeKey: Hashable, Comparable {
        let device: UInt64
        let inode: UInt64

        static func < (a: InodeKey, b: InodeKey) -> Bool {
            (a.device, a.inode) < (b.device, b.inode)
        }
    }

    /// - Parameters:
    ///   - known: Where the last run was; files among them go on there.
    ///   - isFirstRun: Whether `startsAtEnd` counts for the files that are there now.
    init(
        _ settings: [Settings], known: [FilePosition], isFirstRun: Bool, recordBytesMax: Int,
        numbers: StreamNumbers
    ) {
        self.settings = settings
        self.numbers = numbers
        self.recordBytesMax = recordBytesMax
        self.known = Dictionary(
            known.map {
                (InodeKey(device: $0.identity.device, inode: $0.identity.inode), $0)
            }, uniquingKeysWith: { _, last in last })
        isFirstScan = isFirstRun
    }

    func start(on queue: DispatchQueue, wake: @escaping @Sendable () -> Void) {
        watcher = InotifyWatcher(queue: queue, wake: wake)
    }

    func stop() { watcher?.cancel() }

    func poll(now: UInt64) {
        scan(now: now)
        checkTruncation()
        watcher?.watch(FilePatterns.directories(settings.flatMap(\.patterns)))
    }

    func read(into sink: inout RecordSink) -> ReadOutcome {
        var outcome = ReadOutcome.atEnd
        for file in openFiles {
            do throws(SystemError) {
                switch try read(file, into: &sink) {
                case .blocked: return .blocked
                case .more: outcome = .more
                case .atEnd: break
                }
            } catch {
                report(file, error)
            }
        }
        return outcome
    }

    private func read(
        _ file: TailedFile, into sink: inout RecordSink
    ) throws(SystemError) -> ReadOutcome {
        if !file.isAnnounced {
            let position = SourcePosition.file(file.position)
            guard sink.announce(file.number, source: file.source, position) else {
                return .blocked
            }
            file.isAnnounced = true
        }
        return try file.readSome { kind, bytes, start, end in
            sink.push(kind, bytes, stream: file.number, start: start, end: end)
        }
    }

    func takeEvents() -> [IngestEvent] {
        defer { events.removeAll() }
        return events
    }

    /// In the order of their numbers, so that no file waits for ever behind busier ones.
    var openFiles: [TailedFile] { files.values.sorted { $0.number < $1.number } }

    // MARK: - Discovery

    /// Looks which files there are, opens new ones, lets go of those that are gone.
    ///
    /// - Parameter now: Monotonic nanoseconds.
    func scan(now: UInt64) {
        var named: Set<InodeKey> = []
        for (index, setting) in settings.enumerated() {
            for path in FilePatterns.expand(setting.patterns) {
                do throws(SystemError) {
                    if let key = try visit(path, index) { named.insert(key) }
                    unreadable.remove(path)
                } catch {
                    guard unreadable.insert(path).inserted else { continue }
                    events.append(
                        .unreadable(
                            path: String(decoding: path, as: UTF8.self), reason: error.description))
                }
            }
        }
        isFirstScan = false
        for (key, file) in files.sorted(by: { $0.key < $1.key }) {
            if named.contains(key) {
                file.orphanedSince = nil
            } else {
                close(file, key, now: now)
            }
        }
    }

    /// - Returns: Which file the path names; nil for what is no regular file.
    private func visit(_ path: [UInt8], _ source: Int) throws(SystemError) -> InodeKey? {
        var status = stat()
        let name = path.map { CChar(bitPattern: $0) } + [0]
        guard unsafe stat(name, &status) == 0 else {
            // It went between the expansion and now.
            if errno == ENOENT { return nil }
            throw SystemError("stat")
        }
        guard status.st_mode & S_IFMT == S_IFREG else { return nil }
        let key = InodeKey(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        if let file = files[key] {
            if file.path != path, !namesStill(file) {
                let old = file.displayPath
                file.path = path
                file.isAnnounced = false
                events.append(.renamed(path: file.displayPath, from: old))
            }
            return key
        }
        return try open(path, source)
    }

    /// Whether the path that a file is known by still names it (as one of several).
    private func namesStill(_ file: TailedFile) -> Bool {
        var status = stat()
        let name = file.path.map { CChar(bitPattern: $0) } + [0]
        return unsafe stat(name, &status) == 0 && UInt64(status.st_ino) == file.identity.inode
            && UInt64(status.st_dev) == file.identity.device
    }

    private func open(_ path: [UInt8], _ source: Int) throws(SystemError) -> InodeKey? {
        let name = path.map { CChar(bitPattern: $0) } + [0]
        let descriptor = unsafe Glibc.open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw SystemError("open") }
        let file = FileDescriptor(descriptor)
        let status = try file.status()
        guard status.st_mode & S_IFMT == S_IFREG else { return nil }
        let key = InodeKey(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        var head = [UInt8](repeating: 0, count: FileIdentity.headBytesMax)
        let count = unsafe head.withUnsafeMutableBytes {
            unsafe pread(file.number, $0.baseAddress, $0.count, 0)
        }
        guard count >= 0 else { throw SystemError("read") }
        let size = UInt64(status.st_size)
        let (start, old) = start(of: key, head[..<count], size: size, source)
        let number = old ?? numbers.next()
        files[key] = try TailedFile(
            number: number, source: source, path: path, file: file,
            identity: FileIdentity(device: key.device, inode: key.inode, head: head[..<count]),
            start: start, recordBytesMax: recordBytesMax)
        let text = String(decoding: path, as: UTF8.self)
        events.append(
            old != nil ? .resumed(path: text, offset: start) : .found(path: text, offset: start))
        return key
    }

    private func start(
        of key: InodeKey, _ head: ArraySlice<UInt8>, size: UInt64, _ source: Int
    ) -> (offset: UInt64, number: UInt32?) {
        if let position = known.removeValue(forKey: key), position.identity.matches(head: head),
            position.offset <= size
        {
            return (position.offset, position.number)
        }
        return (isFirstScan && settings[source].startsAtEnd ? size : 0, nil)
    }

    /// Closes a file that has no name any more, once nothing came for a while.
    private func close(_ file: TailedFile, _ key: InodeKey, now: UInt64) {
        let hasMore = (try? file.size()).map { $0 > file.readOffset } ?? false
        guard !hasMore, let since = file.orphanedSince else {
            // A size that cannot be told counts as nothing more to read.
            file.orphanedSince = hasMore ? nil : now
            return
        }
        guard now &- since >= Self.orphanNanoseconds else { return }
        files.removeValue(forKey: key)
        events.append(.closed(path: file.displayPath))
    }

    // MARK: - Reading

    /// Notes how much every file holds now: what a barrier has to wait for.
    func markBarrier() {
        for file in files.values {
            // A file whose size cannot be told is not waited for.
            file.barrierOffset = (try? file.size()) ?? 0
        }
    }

    var hasReachedBarrier: Bool { files.values.allSatisfy(\.hasReachedBarrier) }

    /// Notices files that were truncated in place.
    func checkTruncation() {
        for file in openFiles {
            do throws(SystemError) {
                if try file.restartIfTruncated() {
                    events.append(.truncated(path: file.displayPath))
                }
            } catch {
                report(file, error)
            }
        }
    }

    func report(_ file: TailedFile, _ error: SystemError) {
        guard unreadable.insert(file.path).inserted else { return }
        events.append(.unreadable(path: file.displayPath, reason: error.description))
    }

    // MARK: - Status

    func describe(into snapshot: inout IngestSnapshot) {
        for file in openFiles {
            // A file whose size cannot be told counts as read.
            let size = (try? file.size()) ?? file.readOffset
            snapshot.streams.append(
                IngestSnapshot.Stream(
                    source: file.source,
                    status: StreamStatus(
                        path: file.displayPath, sizeBytes: size, readBytes: file.readOffset)))
        }
        for (index, setting) in settings.enumerated() where !unreadable.isEmpty {
            let paths = FilePatterns.expand(setting.patterns).filter { unreadable.contains($0) }
            snapshot.unreadable += paths.map {
                IngestSnapshot.Unreadable(
                    source: index, path: String(decoding: $0, as: UTF8.self))
            }
        }
    }
}
