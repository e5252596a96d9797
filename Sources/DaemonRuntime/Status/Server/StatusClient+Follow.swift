import Glibc

extension StatusClient {
    /// What ended an answer that goes on.
    package enum End: Equatable, Sendable {
        /// The daemon closed the connection.
        case daemon
        /// The other descriptor became readable.
        case interruption
        /// The reader has enough.
        case reader
    }

    /// A longer line is no finding.
    private static let lineBytesMax = 16 << 20

    /// Reads an answer that goes on, a line at a time.
    ///
    /// - Parameters:
    ///   - interruption: A descriptor that ends the reading when there is something to read; -1 for
    ///     none.
    ///   - begin: Called when the daemon has agreed.
    ///   - line: Gets each line without its line feed; whether to go on.
    package static func follow(
        _ target: String, socket path: String, interruption: Int32, begin: () -> Void = {},
        line body: ([UInt8]) -> Bool
    ) throws(Failure) -> End {
        let descriptor = try ask(target, socket: path)
        var hasBegun = false
        var waiting: [UInt8] = []
        // Up to where no line feed stands: a long line is looked at once.
        var searched = 0
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe read(descriptor.number, $0.baseAddress, $0.count)
            }
            if count == 0 || count < 0 && errno == ECONNRESET {
                if !hasBegun { try refuse(waiting, path) }
                return .daemon
            }
            if count < 0 {
                guard errno == EAGAIN || errno == EINTR else {
                    throw .unreachable("\(SystemError("read from \(path)"))")
                }
                if isInterrupted(descriptor, interruption) { return .interruption }
                continue
            }
            waiting += buffer[..<count]
            if !hasBegun {
                guard let end = headEnd(waiting) else { continue }
                // Another answer ends with the connection.
                guard waiting.starts(with: "HTTP/1.1 200".utf8) else {
                    try refuse(waiting, path)
                }
                waiting.removeFirst(end)
                hasBegun = true
                begin()
            }
            var start = 0
            while let feed = waiting[max(start, searched)...].firstIndex(of: 0x0A) {
                let line = Array(waiting[start..<feed])
                start = feed + 1
                if !body(line) { return .reader }
            }
            waiting.removeFirst(start)
            searched = waiting.count
            guard waiting.count <= lineBytesMax else {
                throw .unintelligible("a line of \(path) is too long")
            }
        }
    }

    /// Waits for either.
    private static func isInterrupted(
        _ descriptor: borrowing FileDescriptor, _ interruption: Int32
    ) -> Bool {
        var polls = [
            pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0),
            pollfd(fd: interruption, events: Int16(POLLIN), revents: 0),
        ]
        // A negative descriptor is passed over.
        _ = unsafe poll(&polls, 2, -1)
        return polls[1].revents != 0
    }

    private static func headEnd(_ bytes: [UInt8]) -> Int? {
        let separator = Array("\r\n\r\n".utf8)
        return bytes.indices.first { bytes[$0...].starts(with: separator) }.map { $0 + 4 }
    }

    /// - Throws: What the answer says, where it is not the one that was asked for.
    private static func refuse(_ answer: [UInt8], _ path: String) throws(Failure) -> Never {
        let text = String(decoding: answer, as: UTF8.self)
        if text.hasPrefix("HTTP/1.1 503"), let end = headEnd(answer) {
            let reason = String(decoding: answer[end...], as: UTF8.self).prefix { $0 != "\n" }
            throw .unreachable("riskd at \(path): \(reason)")
        }
        if text.hasPrefix("HTTP/1.1 404") {
            throw .unintelligible(
                "riskd at \(path) shows no findings, as it is of an earlier version: restart it")
        }
        throw .unintelligible("\(path) gives no answer of riskd")
    }
}
