import CLinux
import Dispatch
import Glibc

/// Answers GET requests about the daemon, one a connection, on unix sockets and loopback ports.
///
/// A peer may be slow or hostile: connections, the size of a request and the time it may take are
/// bounded, and nothing here ever waits. Slow peers shut nobody out: a new one takes the place of
/// the one that has kept the server waiting longest. Everything runs on one queue.
actor StatusServer {
    /// Connections at once; for a further one another is closed.
    static let connectionsMax = 16
    /// From accepting a connection to having written the answer.
    static let nanosecondsMax: UInt64 = 10_000_000_000
    /// How often peers are looked for whose time is over, at most.
    private static let sweepNanoseconds: UInt64 = 1_000_000_000

    /// Gives the answer to a path, now or later, from any thread.
    typealias Endpoints = @Sendable (String, @escaping @Sendable (HTTPResponse) -> Void) -> Void

    nonisolated let serial: SerialQueue
    private let nanosecondsMax: UInt64
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe serial.asUnownedSerialExecutor()
    }

    private var listeners: [any DispatchSourceRead] = []
    var connections: [UInt64: Connection] = [:]
    private var nextConnection: UInt64 = 0
    private var sweep: (any DispatchSourceTimer)?

    struct Connection {
        let descriptor: Int32
        let endpoints: Endpoints
        /// Where it may ask for findings.
        let feed: FindingsFeed?
        var deadline: UInt64
        /// Reads until the request is there, later writes; nil while the answer is made.
        var source: (any DispatchSourceProtocol)?
        var request: [UInt8] = []
        /// Whether the peer has asked, so that it is not what is waited for.
        var hasAsked = false
        var rest: ArraySlice<UInt8> = []
        /// Of one that gets findings as they come: its number in the feed, what waits for it, and what
        /// writes while there is something to write.
        var watch: UInt64?
        var lines = FindingsBuffer()
        var writer: (any DispatchSourceWrite)?
    }

    init(serial: SerialQueue, nanosecondsMax: UInt64 = StatusServer.nanosecondsMax) {
        self.serial = serial
        self.nanosecondsMax = nanosecondsMax
    }

    /// Listens until ``stop()``.
    ///
    /// - Parameters:
    ///   - socket: One that does not block; it is closed with the server.
    ///   - feed: Findings for those who ask for them.
    func listen(
        on socket: consuming FileDescriptor, _ endpoints: @escaping Endpoints,
        feed: FindingsFeed? = nil
    ) {
        let descriptor = socket.take()
        let source = DispatchSource.makeReadSource(
            fileDescriptor: descriptor, queue: serial.queue)
        source.setEventHandler { [weak self] in
            self?.assumeIsolated { $0.accept(from: descriptor, endpoints, feed) }
        }
        source.setCancelHandler { close(descriptor) }
        source.resume()
        listeners.append(source)
    }

    func stop() {
        for listener in listeners { listener.cancel() }
        listeners = []
        for id in connections.keys.sorted() { end(id) }
    }

    // MARK: - Connections

    private func accept(
        from listener: Int32, _ endpoints: @escaping Endpoints, _ feed: FindingsFeed?
    ) {
        while true {
            let number = Glibc.accept(listener, nil, nil)
            guard number >= 0 else { return }
            if connections.count >= Self.connectionsMax { makeRoom() }
            ListeningSocket.setNonBlocking(number)
            open(number, endpoints, feed)
        }
    }

    /// Closes the oldest connection that has not asked yet, or else the oldest; of those who watch
    /// findings there are never so many that none else is left.
    private func makeRoom() {
        let others = connections.filter { $0.value.watch == nil }
        let silent = others.filter { !$0.value.hasAsked }.keys.min()
        if let oldest = silent ?? others.keys.min() { end(oldest) }
    }

    private func open(
        _ descriptor: Int32, _ endpoints: @escaping Endpoints, _ feed: FindingsFeed?
    ) {
        let id = nextConnection
        nextConnection += 1
        let source = DispatchSource.makeReadSource(
            fileDescriptor: descriptor, queue: serial.queue)
        source.setEventHandler { [weak self] in self?.assumeIsolated { $0.read(id) } }
        source.resume()
        connections[id] = Connection(
            descriptor: descriptor, endpoints: endpoints, feed: feed,
            deadline: DispatchTime.now().uptimeNanoseconds &+ nanosecondsMax, source: source)
        if sweep == nil { startSweep() }
    }

    private func read(_ id: UInt64) {
        guard let connection = connections[id] else { return }
        guard connection.watch == nil else { return readBeyond(id) }
        var buffer = [UInt8](repeating: 0, count: HTTPRequest.bytesMax)
        let count = unsafe buffer.withUnsafeMutableBytes {
            unsafe Glibc.read(connection.descriptor, $0.baseAddress, $0.count)
        }
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        guard count > 0 else { return end(id) }
        let bytes = connection.request + buffer[..<count]
        connections[id]?.request = bytes
        let reading = HTTPRequest.read(bytes)
        connections[id]?.hasAsked = reading != .incomplete
        switch reading {
        case .incomplete: return
        case .malformed: answer(id, HTTPResponse(.badRequest, "not a request"))
        case .request(let request) where request.method != "GET":
            answer(id, HTTPResponse(.methodNotAllowed, "only GET"))
        case .request(let request) where watches(id, request.path): watch(id)
        case .request(let request):
            connection.source?.cancel()
            connections[id]?.source = nil
            connection.endpoints(request.path) { [weak self] response in
                guard let self else { return }
                serial.queue.async { self.assumeIsolated { $0.answer(id, response) } }
            }
        }
    }

    func answer(_ id: UInt64, _ response: HTTPResponse) {
        guard let connection = connections[id] else { return }
        connection.source?.cancel()
        let source = DispatchSource.makeWriteSource(
            fileDescriptor: connection.descriptor, queue: serial.queue)
        source.setEventHandler { [weak self] in self?.assumeIsolated { $0.write(id) } }
        connections[id]?.source = source
        connections[id]?.rest = response.bytes[...]
        source.resume()
    }

    private func write(_ id: UInt64) {
        guard let connection = connections[id] else { return }
        let count = unsafe connection.rest.withUnsafeBytes {
            unsafe send(
                connection.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        guard count >= 0 else { return end(id) }
        connections[id]?.rest = connection.rest.dropFirst(count)
        if count == connection.rest.count { end(id) }
    }

    func end(_ id: UInt64) {
        guard let connection = connections.removeValue(forKey: id) else { return }
        connection.watch.map { connection.feed?.unwatch($0) }
        connection.writer?.cancel()
        let descriptor = connection.descriptor
        if let source = connection.source {
            source.setCancelHandler { close(descriptor) }
            source.cancel()
        } else {
            close(descriptor)
        }
    }

    // MARK: - Time

    private func startSweep() {
        let timer = DispatchSource.makeTimerSource(queue: serial.queue)
        timer.setEventHandler { [weak self] in self?.assumeIsolated { $0.endLate() } }
        let pause = DispatchTimeInterval.nanoseconds(
            Int(min(Self.sweepNanoseconds, nanosecondsMax)))
        timer.schedule(deadline: .now() + pause, repeating: pause, leeway: .milliseconds(100))
        timer.resume()
        sweep = timer
    }

    private func endLate() {
        let now = DispatchTime.now().uptimeNanoseconds
        for (id, connection) in connections.sorted(by: { $0.key < $1.key })
        where connection.deadline <= now {
            end(id)
        }
        guard connections.isEmpty else { return }
        sweep?.cancel()
        sweep = nil
    }
}
