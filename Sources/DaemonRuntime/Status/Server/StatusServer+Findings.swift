import CLinux
import Dispatch
import Glibc

/// Connections that get findings as they come, until one of both ends goes.
extension StatusServer {
    /// Watchers at once; a further one is refused. Others than these always find room.
    static let watchersMax = 8

    static let findingsPath = "/findings"

    /// Whether the connection asks for findings that there are.
    func watches(_ id: UInt64, _ path: String) -> Bool {
        path == Self.findingsPath && connections[id]?.feed != nil
    }

    func watch(_ id: UInt64) {
        guard let connection = connections[id], let feed = connection.feed else { return }
        guard connections.values.count(where: { $0.watch != nil }) < Self.watchersMax else {
            return answer(
                id, HTTPResponse(.unavailable, "\(Self.watchersMax) watch the findings already"))
        }
        connections[id]?.deadline = .max
        connections[id]?.rest = HTTPResponse.streamHead[...]
        connections[id]?.watch = feed.watch { [weak self] piece in
            self?.assumeIsolated { $0.take(piece, for: id) }
        }
        startWriting(id)
    }

    private func take(_ piece: FindingsFeed.Piece, for id: UInt64) {
        connections[id]?.lines.append(piece)
        startWriting(id)
    }

    /// Of one who watches only the end is of interest.
    func readBeyond(_ id: UInt64) {
        guard let connection = connections[id] else { return }
        var buffer = [UInt8](repeating: 0, count: HTTPRequest.bytesMax)
        let count = unsafe buffer.withUnsafeMutableBytes {
            unsafe Glibc.read(connection.descriptor, $0.baseAddress, $0.count)
        }
        if count > 0 || count < 0 && (errno == EAGAIN || errno == EINTR) { return }
        end(id)
    }

    private func startWriting(_ id: UInt64) {
        guard let connection = connections[id], connection.writer == nil else { return }
        // A descriptor of its own: each source closes what it watched.
        let copy = fcntl(connection.descriptor, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { return end(id) }
        let writer = DispatchSource.makeWriteSource(fileDescriptor: copy, queue: serial.queue)
        writer.setEventHandler { [weak self] in self?.assumeIsolated { $0.writeOn(id) } }
        writer.setCancelHandler { close(copy) }
        connections[id]?.writer = writer
        writer.resume()
    }

    private func writeOn(_ id: UInt64) {
        guard let connection = connections[id] else { return }
        if connection.rest.isEmpty, let waiting = connections[id]?.lines.take() {
            connections[id]?.rest = waiting[...]
        }
        guard let rest = connections[id]?.rest, !rest.isEmpty else {
            connection.writer?.cancel()
            connections[id]?.writer = nil
            return
        }
        let count = unsafe rest.withUnsafeBytes {
            unsafe send(
                connection.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        guard count >= 0 else { return end(id) }
        connections[id]?.rest = rest.dropFirst(count)
    }
}
