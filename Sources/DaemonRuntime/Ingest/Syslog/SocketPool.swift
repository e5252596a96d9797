import SecurityContent
import Synchronization

/// The sockets that are open, so that a reload goes on with those that it still wants: what the
/// kernel holds in them is not lost.
final class SocketPool: Sendable {
    private let sockets = Mutex<[SyslogEndpoint: [SyslogSocket]]>([:])

    /// The sockets of endpoints, in their order; opened where they are not open yet.
    func open(_ input: SyslogInput) throws(SystemError) -> [SyslogSocket] {
        var opened: [SyslogSocket] = []
        for endpoint in input.listen {
            if let known = sockets.withLock({ $0[endpoint] }) {
                opened += known
                continue
            }
            let new = try Self.open(endpoint, receiveBuffer: input.receiveBuffer)
            sockets.withLock { $0[endpoint] = new }
            opened += new
        }
        return opened
    }

    private static func open(
        _ endpoint: SyslogEndpoint, receiveBuffer: Int
    ) throws(SystemError) -> [SyslogSocket] {
        if case .activated(let name) = endpoint { return try SyslogSocket.activated(name: name) }
        return [try SyslogSocket.bind(endpoint, receiveBuffer: receiveBuffer)]
    }

    /// Closes what is not among these endpoints.
    func closeOthers(than endpoints: [SyslogEndpoint]) {
        sockets.withLock { sockets in
            for (endpoint, closed) in sockets where !endpoints.contains(endpoint) {
                for socket in closed { socket.removePath() }
                sockets[endpoint] = nil
            }
        }
    }
}
