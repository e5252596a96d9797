/// The first line of a request; the headers are read past.
struct HTTPRequest: Equatable {
    /// What can be made of the bytes that have come.
    enum Reading: Equatable {
        /// The head is not complete.
        case incomplete
        case request(HTTPRequest)
        /// No request, or one that is too long.
        case malformed
    }

    /// A head beyond this is refused.
    static let bytesMax = 8_192

    var method: String
    /// Without a query.
    var path: String

    static func read(_ bytes: [UInt8]) -> Reading {
        guard let end = headEnd(bytes) else {
            return bytes.count > bytesMax ? .malformed : .incomplete
        }
        guard end <= bytesMax else { return .malformed }
        let line = bytes.prefix { $0 != 0x0D && $0 != 0x0A }
        guard line.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return .malformed }
        let parts = String(decoding: line, as: UTF8.self)
            .split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[2].hasPrefix("HTTP/1."), parts[1].hasPrefix("/"),
            !parts[0].isEmpty
        else { return .malformed }
        let path = parts[1].prefix { $0 != "?" && $0 != "#" }
        return .request(HTTPRequest(method: String(parts[0]), path: String(path)))
    }

    /// Behind the empty line; lines may end without a carriage return.
    private static func headEnd(_ bytes: [UInt8]) -> Int? {
        var isLineEmpty = false
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case 0x0A:
                if isLineEmpty { return index + 1 }
                isLineEmpty = true
            case 0x0D: continue
            default: isLineEmpty = false
            }
        }
        return nil
    }
}

/// An answer; the connection is closed behind it.
package struct HTTPResponse: Equatable, Sendable {
    package enum Status: String, Sendable {
        case ok = "200 OK"
        case badRequest = "400 Bad Request"
        case notFound = "404 Not Found"
        case methodNotAllowed = "405 Method Not Allowed"
        case unavailable = "503 Service Unavailable"
    }

    package var status: Status
    package var contentType = "text/plain; charset=utf-8"
    package var body: [UInt8]

    package init(_ status: Status, contentType: String? = nil, body: [UInt8]) {
        self.status = status
        if let contentType { self.contentType = contentType }
        self.body = body
    }

    package init(_ status: Status, _ text: String) {
        self.init(status, body: Array((text + "\n").utf8))
    }

    /// The head of an answer that goes on as long as the connection.
    static let streamHead = Array(
        ("HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nCache-Control: no-store\r\n"
            + "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n").utf8)

    var bytes: [UInt8] {
        let allow = status == .methodNotAllowed ? "Allow: GET\r\n" : ""
        let head =
            "HTTP/1.1 \(status.rawValue)\r\nContent-Type: \(contentType)\r\n"
            + "Content-Length: \(body.count)\r\n\(allow)Cache-Control: no-store\r\n"
            + "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
        return Array(head.utf8) + body
    }
}
