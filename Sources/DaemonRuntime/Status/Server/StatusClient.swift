import CLinux
import Foundation
import Glibc

/// Asks a running daemon over its status socket.
package enum StatusClient {
    package enum Failure: Error, Equatable, CustomStringConvertible {
        /// Nobody answers there, or not in time.
        case unreachable(String)
        /// What came is no answer of this version.
        case unintelligible(String)

        package var description: String {
            switch self {
            case .unreachable(let text), .unintelligible(let text): text
            }
        }
    }

    /// How long the whole exchange may take.
    private static let seconds = 10.0
    /// A longer answer is refused.
    package static let bytesMax = 64 << 20

    package static func status(socket path: String) throws(Failure) -> DaemonStatus {
        let body = try get("/status", socket: path)
        do {
            return try DaemonStatus(json: body)
        } catch {
            throw .unintelligible(
                "riskd at \(path) answers in another way, perhaps it is of another version: "
                    + "restart it")
        }
    }

    /// Connects and asks.
    static func ask(
        _ target: String, socket path: String
    ) throws(Failure) -> FileDescriptor {
        let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard number >= 0 else { throw .unreachable("\(SystemError("socket"))") }
        let descriptor = FileDescriptor(number)
        guard path.utf8.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path) else {
            throw .unreachable("\(path) is too long for the path of a socket")
        }
        guard ListeningSocket.connect(descriptor, to: path) else {
            throw .unreachable(hint(path, errno))
        }
        ListeningSocket.setNonBlocking(number)
        try send(Array("GET \(target) HTTP/1.0\r\n\r\n".utf8), to: descriptor, path)
        return descriptor
    }

    /// The body of an answer.
    ///
    /// - Parameter bytesMax: Of the answer with its head.
    package static func get(
        _ target: String, socket path: String, bytesMax: Int = Self.bytesMax
    ) throws(Failure) -> [UInt8] {
        let deadline = Date().addingTimeInterval(seconds)
        let descriptor = try ask(target, socket: path)
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe read(descriptor.number, $0.baseAddress, $0.count)
            }
            if count > 0 {
                answer += buffer[..<count]
                guard answer.count <= bytesMax else {
                    throw .unintelligible("the answer of \(path) is too long")
                }
            } else if count == 0 {
                return try Self.body(of: answer, path)
            } else if errno == EAGAIN || errno == EINTR {
                try wait(descriptor, until: deadline, path)
            } else {
                throw .unreachable("\(SystemError("read from \(path)"))")
            }
        }
    }

    private static func send(
        _ bytes: [UInt8], to descriptor: borrowing FileDescriptor, _ path: String
    ) throws(Failure) {
        let count = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.send(
                descriptor.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard count == bytes.count else {
            throw .unreachable("\(SystemError("write to \(path)"))")
        }
    }

    private static func wait(
        _ descriptor: borrowing FileDescriptor, until deadline: Date, _ path: String
    ) throws(Failure) {
        var poll = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
        let left = deadline.timeIntervalSinceNow
        guard left > 0, unsafe Glibc.poll(&poll, 1, Int32(left * 1_000) + 1) != 0 else {
            throw .unreachable("riskd at \(path) does not answer within \(Int(seconds)) s")
        }
    }

    private static func body(of answer: [UInt8], _ path: String) throws(Failure) -> [UInt8] {
        let text = String(decoding: answer.prefix(64), as: UTF8.self)
        let separator = Array("\r\n\r\n".utf8)
        let end = answer.indices.first { answer[$0...].starts(with: separator) }
        guard text.hasPrefix("HTTP/1.1 200"), let end else {
            throw .unintelligible(
                "unexpected answer of \(path): \(text.prefix { $0 != "\r\n" && $0 != "\n" })")
        }
        return Array(answer[(end + separator.count)...])
    }

    private static func hint(_ path: String, _ code: Int32) -> String {
        let reason = SystemError("ask riskd at \(path)", code: code).description
        switch code {
        case ENOENT, ECONNREFUSED:
            return "\(reason): it is not running (systemctl status riskd), or its configuration "
                + "names another status.socket"
        case EACCES, EPERM:
            return "\(reason): be root or a member of the group riskd "
                + "(adduser $USER riskd, then log in again)"
        default: return reason
        }
    }
}
