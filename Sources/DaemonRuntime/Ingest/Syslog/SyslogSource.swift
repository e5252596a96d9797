import Dispatch
import Glibc
import SecurityContent

/// Syslog over datagrams and streams.
///
/// It has no position: what the kernel and this process hold unread is lost with them. While
/// reading is paused, stream senders wait, and datagrams beyond the receive buffer are dropped by
/// the kernel and counted.
final class SyslogSource: RecordSource {
    /// What the connections of a source may hold of unfinished messages, unless two records are
    /// more.
    static let pendingBytesMin = 16 << 20
    private static let blockBytes = 64 << 10

    /// What happened so far.
    struct Counters: Equatable {
        var accepted = 0
        /// Times that the limit on connections began to make senders wait.
        var waiting = 0
        var idle = 0
        /// Connections closed because all of them together held too much.
        var overBudget = 0
        /// Datagrams that the kernel dropped.
        var dropped = 0
    }

    private let settings: SyslogInput
    private let recordBytesMax: Int
    private let pendingBytesMax: Int
    private let sockets: [SyslogSocket]
    private var streams: [TransientStream]
    private var poll: ReadinessPoll?
    private var readySockets: Set<Int>
    private var connections: [UInt64: StreamConnection] = [:]
    /// Tokens of the poll: sockets have their index, connections what follows.
    private var nextToken: UInt64
    private var datagrams: DatagramReader
    private var block: [UInt8]
    private var knownDrops: [UInt32]
    private var isAtLimit = false
    /// Bytes that a barrier still waits for; 0 when there is none, or it was reached.
    private var barrierBytes = 0
    private(set) var counters = Counters()
    private var events: [IngestEvent] = []

    /// - Parameters:
    ///   - source: Index into the sources of the configuration.
    ///   - sockets: At least one; bound and not blocking.
    init(
        _ settings: SyslogInput, source: Int, sockets: [SyslogSocket], recordBytesMax: Int,
        numbers: StreamNumbers
    ) {
        self.settings = settings
        self.sockets = sockets
        self.recordBytesMax = recordBytesMax
        streams = sockets.map {
            TransientStream(number: numbers.next(), source: source, name: $0.name)
        }
        pendingBytesMax = max(Self.pendingBytesMin, 2 * recordBytesMax)
        readySockets = Set(sockets.indices)
        nextToken = UInt64(sockets.count)
        datagrams = DatagramReader(sockets: sockets.count, recordBytesMax: recordBytesMax)
        block = [UInt8](repeating: 0, count: Self.blockBytes)
        knownDrops = sockets.map(\.dropped)
    }

    var losesUnread: Bool { true }

    func start(on queue: DispatchQueue, wake: @escaping @Sendable () -> Void) {
        do throws(SystemError) {
            let poll = try ReadinessPoll(queue: queue, wake: wake)
            for (index, socket) in sockets.enumerated() {
                try poll.add(socket.descriptor.number, token: UInt64(index))
                events.append(.note(path: socket.name, text: "listening", isProblem: false))
            }
            self.poll = poll
        } catch {
            // Without it the regular look has to do.
            note(0, "is looked at once a second only: \(error)")
        }
    }

    func stop() {
        poll?.cancel()
        poll = nil
        connections = [:]
    }

    func takeEvents() -> [IngestEvent] {
        defer { events.removeAll() }
        return events
    }

    private func note(_ socket: Int, _ text: String) {
        events.append(.note(path: sockets[socket].name, text: text, isProblem: true))
    }

    /// Reports an event that may happen to thousands of connections: the first time, then at each
    /// power of ten.
    private func noteNow(_ socket: Int, _ count: Int, _ text: String) {
        var power = 1
        while power < count { power *= 10 }
        guard power == count else { return }
        note(socket, count == 1 ? text : "\(text); \(count) so far")
    }

    // MARK: - Readiness

    private func collect() {
        guard let poll else { return }
        for token in poll.takeReady() {
            if token < UInt64(sockets.count) {
                readySockets.insert(Int(token))
            } else {
                connections[token]?.isReady = true
            }
        }
    }

    /// Closes what has been idle for too long, and looks what the kernel dropped.
    func poll(now: UInt64) {
        for index in sockets.indices where sockets[index].isDatagram { countDrops(index) }
        // Also what a limit of descriptors kept from being accepted is tried again.
        readySockets.formUnion(sockets.indices)
        if poll == nil { for connection in connections.values { connection.isReady = true } }
        let limit = UInt64(settings.idleTimeout.nanoseconds)
        guard limit > 0 else { return }
        for (_, connection) in sorted
        where !connection.isReady && now &- connection.lastActivity > limit {
            counters.idle += 1
            // What it holds is handed out with the next turn, and then it goes.
            connection.end()
            noteNow(
                connection.socket, counters.idle,
                "closing a connection that was idle for longer than \(limit / 1_000_000) ms")
        }
    }

    private func countDrops(_ index: Int) {
        let dropped = sockets[index].dropped
        guard dropped != knownDrops[index] else { return }
        let count = Int(dropped &- knownDrops[index])
        knownDrops[index] = dropped
        counters.dropped += count
        note(
            index,
            "the kernel dropped \(count) datagram(s), as its receive buffer was full; "
                + "\(counters.dropped) so far")
    }

    /// In the order of their arrival.
    private var sorted: [(key: UInt64, value: StreamConnection)] {
        connections.sorted { $0.key < $1.key }
    }

    // MARK: - Barriers

    /// At most what the buffers of the kernel take may have arrived before now.
    func markBarrier() {
        collect()
        let most = sockets.map(\.receiveBufferBytes).reduce(0, +)
        barrierBytes = max(most, pendingBytesMax)
        readySockets.formUnion(sockets.indices)
    }

    var hasReachedBarrier: Bool { barrierBytes == 0 }

    private func count(_ bytes: Int) { barrierBytes = max(0, barrierBytes - bytes) }

    // MARK: - Reading

    func read(into ring: inout RingWriter) -> ReadOutcome {
        collect()
        let now = DispatchTime.now().uptimeNanoseconds
        for index in streams.indices where !streams[index].announce(in: &ring) { return .blocked }
        var hasMore = false
        for index in readySockets.sorted() {
            guard sockets[index].isDatagram else {
                accept(index, now: now)
                continue
            }
            switch receive(index, into: &ring) {
            case .blocked: return .blocked
            case .more: hasMore = true
            case .atEnd: readySockets.remove(index)
            }
        }
        for (token, connection) in sorted where connection.isReady || connection.hasEnded {
            switch read(connection, token, now: now, into: &ring) {
            case .blocked: return .blocked
            case .more: hasMore = true
            case .atEnd: break
            }
        }
        if !hasMore { barrierBytes = 0 }
        return hasMore ? .more : .atEnd
    }

    private func receive(_ index: Int, into ring: inout RingWriter) -> ReadOutcome {
        let numbers = streams
        let (outcome, bytes, error) = datagrams.read(sockets[index].descriptor.number, index) {
            ring.push($1, $2, stream: numbers[$0].number, start: $3, end: $4)
        }
        count(bytes)
        if let error { note(index, "cannot be read: \(error)") }
        return outcome
    }

    private func read(
        _ connection: StreamConnection, _ token: UInt64, now: UInt64, into ring: inout RingWriter
    ) -> ReadOutcome {
        let number = streams[connection.socket].number
        guard drain(connection, number, &ring) else { return .blocked }
        let bytes = connection.read(into: &block, atMost: Self.blockBytes)
        if bytes > 0 {
            connection.lastActivity = now
            count(bytes)
        }
        guard drain(connection, number, &ring) else { return .blocked }
        if connection.hasEnded {
            close(token)
            return .atEnd
        }
        if bytes > 0 { keepToBudget() }
        return connection.isReady ? .more : .atEnd
    }

    private func drain(
        _ connection: StreamConnection, _ number: UInt32, _ ring: inout RingWriter
    ) -> Bool {
        let hasTakenAll = connection.drain {
            ring.push($0, $1, stream: number, start: $2, end: $3)
        }
        // It is looked at again although nothing new may come.
        if !hasTakenAll { connection.isReady = true }
        return hasTakenAll
    }

    private func close(_ token: UInt64) {
        connections[token] = nil
        guard isAtLimit else { return }
        isAtLimit = false
        // Others may be waiting.
        readySockets.formUnion(sockets.indices)
    }

    /// Closes the connection that holds most when all of them hold too much.
    private func keepToBudget() {
        let pending = connections.values.reduce(0) { $0 + $1.pendingBytes }
        guard pending > pendingBytesMax,
            let largest = sorted.max(by: { $0.value.pendingBytes < $1.value.pendingBytes })
        else { return }
        counters.overBudget += 1
        noteNow(
            largest.value.socket, counters.overBudget,
            "closed a connection that held \(largest.value.pendingBytes) bytes of an unfinished "
                + "message: all connections held \(pending), the limit is \(pendingBytesMax)")
        close(largest.key)
    }

    private func accept(_ index: Int, now: UInt64) {
        while connections.count < settings.connections {
            let number = Glibc.accept(sockets[index].descriptor.number, nil, nil)
            guard number >= 0 else {
                if errno == EINTR || errno == ECONNABORTED { continue }
                if errno != EAGAIN, errno != EWOULDBLOCK {
                    note(index, "cannot accept: \(SystemError("accept"))")
                }
                readySockets.remove(index)
                return
            }
            // It is read with MSG_DONTWAIT, so only this has to be set.
            _ = fcntl(number, F_SETFD, FD_CLOEXEC)
            counters.accepted += 1
            connections[nextToken] = StreamConnection(
                descriptor: FileDescriptor(number), socket: index, recordBytesMax: recordBytesMax,
                now: now)
            do throws(SystemError) {
                try poll?.add(number, token: nextToken)
            } catch {
                note(index, "closed a connection: \(error)")
                connections[nextToken] = nil
            }
            nextToken += 1
        }
        guard !isAtLimit else { return }
        isAtLimit = true
        counters.waiting += 1
        noteNow(
            index, counters.waiting,
            "\(connections.count) connections are open, which is the limit: others wait")
    }
}
