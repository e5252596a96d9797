import CLinux
import Dispatch
import Glibc
import Synchronization

/// Tells which of many descriptors have something new to read.
///
/// Edge-triggered: a descriptor that is not read while reading is paused does not wake its owner a
/// second time. So the owner of a token reads until there is no more, or remembers to read on.
final class ReadinessPoll {
    private final class Ready: Sendable {
        let tokens = Mutex<Set<UInt64>>([])
    }

    private let descriptor: Int32
    private let source: any DispatchSourceRead
    private let ready = Ready()

    /// - Parameter wake: Called on the queue when ``takeReady()`` would give something.
    init(queue: DispatchQueue, wake: @escaping @Sendable () -> Void) throws(SystemError) {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard descriptor >= 0 else { throw SystemError("epoll_create") }
        let descriptor = self.descriptor
        let ready = self.ready
        source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler {
            Self.drain(descriptor, into: ready)
            wake()
        }
        source.setCancelHandler { close(descriptor) }
        source.resume()
    }

    /// Watches a descriptor until it is closed.
    ///
    /// - Parameter token: What ``takeReady()`` calls it.
    func add(_ number: Int32, token: UInt64) throws(SystemError) {
        var event = unsafe epoll_event()
        unsafe event.events = EPOLLIN.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue
        unsafe event.data.u64 = token
        guard unsafe epoll_ctl(descriptor, EPOLL_CTL_ADD, number, &event) == 0 else {
            throw SystemError("watch a descriptor")
        }
    }

    /// The tokens of descriptors that became readable since the last call.
    func takeReady() -> Set<UInt64> {
        Self.drain(descriptor, into: ready)
        return ready.tokens.withLock { tokens in
            defer { tokens.removeAll(keepingCapacity: true) }
            return tokens
        }
    }

    private static func drain(_ descriptor: Int32, into ready: Ready) {
        var events = unsafe [epoll_event](repeating: epoll_event(), count: 64)
        while true {
            let count = unsafe events.withUnsafeMutableBufferPointer {
                unsafe epoll_wait(descriptor, $0.baseAddress, Int32($0.count), 0)
            }
            guard count > 0 else { return }
            ready.tokens.withLock { tokens in
                for index in 0..<Int(count) { tokens.insert(unsafe events[index].data.u64) }
            }
        }
    }

    func cancel() { source.cancel() }
}
