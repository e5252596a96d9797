import Dispatch
import Glibc

/// Wakes the ingest loop when something happens in a directory.
///
/// It only shortens waiting: the poll finds everything that it misses, so a full queue, a watch
/// limit or a network file system costs latency and nothing else.
final class InotifyWatcher {
    private let descriptor: Int32
    private let source: any DispatchSourceRead
    private var watched: Set<String> = []
    /// Why a directory could not be watched, said once.
    private(set) var problem: String?

    /// - Returns: Nil where there is no inotify.
    init?(queue: DispatchQueue, wake: @escaping @Sendable () -> Void) {
        descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard descriptor >= 0 else { return nil }
        let descriptor = self.descriptor
        source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler {
            var buffer = [UInt8](repeating: 0, count: 65_536)
            // What happened does not matter: the loop looks for itself.
            while unsafe buffer.withUnsafeMutableBytes({
                unsafe read(descriptor, $0.baseAddress, $0.count)
            }) > 0 {}
            wake()
        }
        source.setCancelHandler { close(descriptor) }
        source.resume()
    }

    func watch(_ directories: [String]) {
        let mask =
            UInt32(IN_MODIFY) | UInt32(IN_CREATE) | UInt32(IN_MOVED_TO) | UInt32(IN_MOVED_FROM)
            | UInt32(IN_DELETE) | UInt32(IN_CLOSE_WRITE)
        for directory in directories where !watched.contains(directory) {
            if unsafe inotify_add_watch(descriptor, directory, mask) >= 0 {
                watched.insert(directory)
            } else if errno != ENOENT, problem == nil {
                problem = SystemError("watch \(directory)").description
            }
        }
    }

    func cancel() { source.cancel() }
}
