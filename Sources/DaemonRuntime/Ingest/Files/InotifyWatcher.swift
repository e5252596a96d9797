import Dispatch
import Glibc

/// Wakes the ingest loop when something happens in a directory, and tells what. Confined to the
/// ingest queue.
///
/// It only shortens waiting: the poll finds everything that it misses, so a full queue, a watch
/// limit or a network file system costs latency and nothing else.
final class InotifyWatcher {
    enum Change: Equatable {
        /// A file was written to.
        case modified(path: [UInt8])
        /// A name appeared or vanished.
        case named
        /// More happened than the kernel keeps: anything may have changed.
        case overflow
    }

    /// More directories than this are left to the poll.
    static let watchesMax = 8_192

    private let descriptor: Int32
    private let source: any DispatchSourceRead
    private var watched: [[UInt8]: Int32] = [:]
    private var directories: [Int32: [UInt8]] = [:]
    private let watchesMax: Int
    private var isPaused = false
    private var buffer = [UInt8](repeating: 0, count: 65_536)

    /// - Throws: Where the user has no instance of inotify, or the process no descriptor, left.
    init(
        queue: DispatchQueue, watchesMax: Int = InotifyWatcher.watchesMax,
        wake: @escaping @Sendable () -> Void
    ) throws(SystemError) {
        self.watchesMax = watchesMax
        descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard descriptor >= 0 else { throw SystemError("start inotify") }
        let descriptor = self.descriptor
        source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        // The handler reads the changes, so that the source does not fire again.
        source.setEventHandler(handler: wake)
        source.setCancelHandler { close(descriptor) }
        source.resume()
    }

    /// Watches what is not watched yet, also what could not be the last time.
    ///
    /// - Returns: Why not all of it is watched; nil where it is.
    func watch(_ wanted: [[UInt8]]) -> String? {
        var problem: String?
        let mask =
            UInt32(IN_MODIFY) | UInt32(IN_CREATE) | UInt32(IN_MOVED_TO) | UInt32(IN_MOVED_FROM)
            | UInt32(IN_DELETE) | UInt32(IN_CLOSE_WRITE)
        for directory in wanted where watched[directory] == nil {
            guard watched.count < watchesMax else {
                return "more than \(watchesMax) directories"
            }
            let name = directory.map { CChar(bitPattern: $0) } + [0]
            let watch = unsafe inotify_add_watch(descriptor, name, mask)
            if watch >= 0 {
                watched[directory] = watch
                directories[watch] = directory
            } else if errno != ENOENT {
                let directory = String(decoding: directory, as: UTF8.self)
                problem = problem ?? SystemError("watch \(directory)").description
            }
        }
        return problem
    }

    /// What happened since the last call.
    func takeChanges() -> [Change] {
        var changes: [Change] = []
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe read(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { return changes }
            var place = 0
            while place + Self.headBytes <= count {
                place += take(at: place, &changes)
            }
        }
    }

    private static let headBytes = 16

    /// - Returns: The length of the event: watch, mask, cookie and the length of the name, four
    ///   bytes each, and the name, filled up with NULs.
    private func take(at place: Int, _ changes: inout [Change]) -> Int {
        func number(_ offset: Int) -> UInt32 {
            (0..<4).reduce(0) { $0 | UInt32(buffer[place + offset + $1]) << UInt32(8 * $1) }
        }
        let watch = Int32(bitPattern: number(0))
        let mask = number(4)
        let length = Int(number(12))
        let name = buffer[(place + Self.headBytes)..<(place + Self.headBytes + length)]
            .prefix { $0 != 0 }
        if mask & UInt32(IN_Q_OVERFLOW) != 0 {
            changes.append(.overflow)
        } else if mask & UInt32(IN_IGNORED) != 0 {
            // The directory went; should it come again it is watched again.
            if let directory = directories.removeValue(forKey: watch) { watched[directory] = nil }
            changes.append(.named)
        } else if mask & (UInt32(IN_MODIFY) | UInt32(IN_CLOSE_WRITE)) != 0 {
            guard let directory = directories[watch] else { return Self.headBytes + length }
            let path = directory + [UInt8(ascii: "/")] + name
            if changes.last != .modified(path: path) { changes.append(.modified(path: path)) }
        } else {
            changes.append(.named)
        }
        return Self.headBytes + length
    }

    /// A paused watcher does not wake, however much happens.
    func setPaused(_ isPaused: Bool) {
        guard isPaused != self.isPaused else { return }
        self.isPaused = isPaused
        if isPaused { source.suspend() } else { source.resume() }
    }

    func cancel() {
        // A suspended source never comes to its cancel handler.
        setPaused(false)
        source.cancel()
    }
}
