import Foundation
import Synchronization

/// The receiving side of RELP on a port of this machine, which answers as a test says.
///
/// Source: librelp, doc/relp.md.
package final class RELPReceiver: Sendable {
    /// A command of a client.
    package struct Request: Sendable {
        package let transaction: Int
        package let command: String
        package let data: String
        /// How many messages came before it, over all connections.
        package let number: Int
        /// How many commands have no answer yet, this one included, where each gets one at a time.
        package let isLastForNow: Bool
    }

    package enum Action: Sendable {
        case write(String)
        /// The connection ends at once.
        case cut
    }

    private struct State {
        var messages: [String] = []
        var connections = 0
    }

    private let state = Mutex(State())
    private let listener = Mutex<LoopbackListener?>(nil)
    package let port: UInt16

    /// - Parameter answer: What is done about a command.
    package init(_ answer: @escaping @Sendable (Request) -> [Action] = RELPReceiver.ordinary) {
        let serve = Mutex<(@Sendable (LoopbackConnection) -> Void)?>(nil)
        let listener = LoopbackListener { connection in serve.withLock { $0 }?(connection) }
        port = listener.port
        self.listener.withLock { $0 = listener }
        serve.withLock { $0 = { [weak self] in self?.read($0, answer) } }
    }

    deinit { listener.withLock { $0?.stop() } }

    /// The messages that came, whatever was answered.
    package var messages: [String] { state.withLock { $0.messages } }
    package var connections: Int { state.withLock { $0.connections } }

    /// What a receiver does that takes everything.
    package static func ordinary(_ request: Request) -> [Action] {
        switch request.command {
        case "open":
            [respond(request, "200 OK\nrelp_version=0\nrelp_software=test\ncommands=syslog")]
        case "close": [respond(request, ""), .cut]
        default: [respond(request, "200 OK")]
        }
    }

    package static func respond(_ request: Request, _ data: String) -> Action {
        .write("\(request.transaction) rsp \(data.utf8.count)\(data.isEmpty ? "" : " ")\(data)\n")
    }

    // MARK: - Reading

    private func read(
        _ connection: LoopbackConnection, _ answer: @Sendable (Request) -> [Action]
    ) {
        state.withLock { $0.connections += 1 }
        var bytes: [UInt8] = []
        while true {
            let more = connection.read()
            guard !more.isEmpty else { return }
            bytes += more
            while let frame = Self.frame(&bytes) {
                let number = state.withLock { state in
                    if frame.command == "syslog" { state.messages.append(frame.data) }
                    return state.messages.count - 1
                }
                var rest = bytes
                let request = Request(
                    transaction: frame.transaction, command: frame.command, data: frame.data,
                    number: number, isLastForNow: Self.frame(&rest) == nil)
                for action in answer(request) {
                    switch action {
                    case .write(let text): connection.write(Array(text.utf8))
                    case .cut: return connection.cut()
                    }
                }
            }
        }
    }

    private static func frame(
        _ bytes: inout [UInt8]
    ) -> (transaction: Int, command: String, data: String)? {
        let header = bytes.split(separator: 0x20, maxSplits: 3, omittingEmptySubsequences: false)
        guard header.count >= 3 else { return nil }
        let digits = header[2].prefix { (0x30...0x39).contains($0) }
        guard digits.endIndex < bytes.count,
            let transaction = Int(String(decoding: header[0], as: UTF8.self)),
            let count = Int(String(decoding: digits, as: UTF8.self))
        else { return nil }
        let start = digits.endIndex + (count > 0 ? 1 : 0)
        guard bytes.count > start + count else { return nil }
        let data = String(decoding: bytes[start..<(start + count)], as: UTF8.self)
        let command = String(decoding: header[1], as: UTF8.self)
        bytes.removeFirst(start + count + 1)
        return (transaction, command, data)
    }
}
