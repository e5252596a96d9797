import Dispatch
import Glibc
import Synchronization

/// Standard input, read once.
///
/// It has no position: what was read and not yet made durable is lost with the process, as the
/// writer does not keep it.
final class StandardInputSource: RecordSource {
    private static let blockBytes = 64 << 10

    private let descriptor: FileDescriptor
    /// Files do not tell that they are readable: reading them never waits.
    private let isFile: Bool
    private let onEnd: @Sendable () -> Void
    private let carried: CarriedBytes
    private var stream: TransientStream
    private var framer: RecordFramer
    private var poll: ReadinessPoll?
    private var isAtEnd = false
    /// Whether all of it was read and handed out.
    private(set) var hasEnded = false
    /// Whether a barrier waits until there is nothing to read.
    private var hasBarrier = false
    private var block: [UInt8]
    private var events: [IngestEvent] = []

    /// - Parameters:
    ///   - descriptor: One of its own for standard input.
    ///   - source: Index into the sources of the configuration.
    ///   - carried: What an earlier source had read of a record, and what this one leaves.
    ///   - onEnd: Called once, when all was read and handed out.
    init(
        descriptor: consuming FileDescriptor, source: Int, name: String, recordBytesMax: Int,
        numbers: StreamNumbers, carried: CarriedBytes, onEnd: @escaping @Sendable () -> Void
    ) throws(SystemError) {
        let kind = try descriptor.status().st_mode & S_IFMT
        guard kind != S_IFDIR else { throw SystemError("read standard input", code: EISDIR) }
        isFile = kind == S_IFREG
        self.descriptor = descriptor
        self.onEnd = onEnd
        self.carried = carried
        stream = TransientStream(number: numbers.next(), source: source, name: name)
        framer = RecordFramer(recordBytesMax: recordBytesMax)
        framer.append(carried.take()[...])
        block = [UInt8](repeating: 0, count: Self.blockBytes)
    }

    func start(on queue: DispatchQueue, wake: @escaping @Sendable () -> Void) {
        guard !isFile else { return queue.async(execute: wake) }
        do throws(SystemError) {
            let poll = try ReadinessPoll(queue: queue, wake: wake)
            try poll.add(descriptor.number, token: 0)
            self.poll = poll
        } catch {
            note("is looked at once a second only: \(error)", isProblem: true)
        }
    }

    func stop() {
        poll?.cancel()
        poll = nil
        carried.put(framer.pending)
    }

    var losesUnread: Bool { true }

    func poll(now: UInt64) {}

    func takeEvents() -> [IngestEvent] {
        defer { events.removeAll() }
        return events
    }

    private func note(_ text: String, isProblem: Bool = false) {
        events.append(.note(path: stream.name, text: text, isProblem: isProblem))
    }

    func markBarrier() { hasBarrier = !hasEnded }

    var hasReachedBarrier: Bool { !hasBarrier }

    func read(into ring: inout RingWriter) -> ReadOutcome {
        guard !hasEnded else { return .atEnd }
        guard stream.announce(in: &ring), drain(into: &ring) else { return .blocked }
        if !isAtEnd, !hasInput {
            hasBarrier = false
            return .atEnd
        }
        if !isAtEnd { readBlock() }
        guard drain(into: &ring) else { return .blocked }
        guard isAtEnd else { return .more }
        hasEnded = true
        hasBarrier = false
        note("ended after \(framer.position) bytes")
        onEnd()
        return .atEnd
    }

    /// Whether reading would not wait.
    private var hasInput: Bool {
        var entry = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
        return unsafe Glibc.poll(&entry, 1, 0) > 0
    }

    /// The descriptor is left as it is, waiting: others may share it.
    private func readBlock() {
        let count = unsafe block.withUnsafeMutableBytes {
            unsafe Glibc.read(descriptor.number, $0.baseAddress, $0.count)
        }
        if count > 0 {
            framer.append(block[..<count])
        } else if count == 0 {
            isAtEnd = true
            framer.finish()
        } else if errno != EINTR, errno != EAGAIN {
            isAtEnd = true
            framer.finish()
            note("cannot be read any more: \(SystemError("read"))", isProblem: true)
        }
    }

    private func drain(into ring: inout RingWriter) -> Bool {
        while true {
            let framing = framer.next {
                ring.push($0, $1, stream: stream.number, start: $2, end: $3)
            }
            switch framing {
            case .taken: continue
            case .refused: return false
            case .needsMore: return true
            }
        }
    }
}

/// The part of a record that one source has read and the next goes on with, over a reload.
final class CarriedBytes: Sendable {
    private let bytes = Mutex<[UInt8]>([])

    func put(_ new: ArraySlice<UInt8>) { bytes.withLock { $0 = Array(new) } }

    func take() -> [UInt8] {
        bytes.withLock { bytes in
            defer { bytes = [] }
            return bytes
        }
    }
}
