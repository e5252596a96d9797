import CZlib
import Foundation

/// A request as a collector reads it: its body decompressed.
struct HECRequest {
    var path: String
    /// By name in lower case.
    var headers: [String: String]
    var body: [UInt8]

    /// Reads the next request of a connection; nil at its end.
    ///
    /// - Parameter bytes: What has come of it already.
    static func read(_ bytes: inout [UInt8], from connection: LoopbackConnection) -> HECRequest? {
        let separator = Array("\r\n\r\n".utf8)
        while true {
            if let end = find(separator, in: bytes) {
                let lines = String(decoding: bytes[..<end], as: UTF8.self)
                    .components(separatedBy: "\r\n")
                var headers: [String: String] = [:]
                for line in lines.dropFirst() {
                    guard let colon = line.firstIndex(of: ":") else { continue }
                    headers[line[..<colon].lowercased()] =
                        line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
                }
                let start = end + separator.count
                let count = headers["content-length"].flatMap { Int($0) } ?? 0
                if bytes.count >= start + count {
                    let body = Array(bytes[start..<(start + count)])
                    bytes.removeFirst(start + count)
                    let path = lines[0].split(separator: " ").dropFirst().first ?? ""
                    return HECRequest(
                        path: String(path.prefix { $0 != "?" }), headers: headers,
                        body: headers["content-encoding"] == "gzip" ? inflated(body) : body)
                }
            }
            let more = connection.read()
            guard !more.isEmpty else { return nil }
            bytes += more
        }
    }

    private static func find(_ needle: [UInt8], in bytes: [UInt8]) -> Int? {
        guard bytes.count >= needle.count else { return nil }
        return (0...(bytes.count - needle.count)).first {
            bytes[$0] == needle[0] && bytes[$0..<($0 + needle.count)].elementsEqual(needle)
        }
    }

    /// Of one gzip member; empty where it is none.
    private static func inflated(_ bytes: [UInt8]) -> [UInt8] {
        var stream = unsafe z_stream()
        let size = unsafe Int32(MemoryLayout<z_stream>.size)
        guard unsafe inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, size) == Z_OK else { return [] }
        defer { unsafe inflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: 64 << 20)
        let room = output.count
        unsafe input.withUnsafeMutableBufferPointer { input in
            unsafe output.withUnsafeMutableBufferPointer { output in
                unsafe stream.next_in = input.baseAddress
                unsafe stream.avail_in = UInt32(input.count)
                unsafe stream.next_out = output.baseAddress
                unsafe stream.avail_out = UInt32(room)
                _ = unsafe inflate(&stream, Z_FINISH)
            }
        }
        return Array(output[..<(room - Int(unsafe stream.avail_out))])
    }

    /// The objects that stand one behind the other, with or without blanks between; what is no
    /// object is handed out as it is.
    static func objects(in body: [UInt8]) -> [String] {
        var objects: [String] = []
        var start = 0
        var depth = 0
        var isInText = false
        var isEscaped = false
        for (place, byte) in body.enumerated() {
            if isInText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInText = true
            case UInt8(ascii: "{"):
                depth += 1
            case UInt8(ascii: "}"):
                depth -= 1
                if depth == 0 {
                    objects.append(String(decoding: body[start...place], as: UTF8.self))
                    start = place + 1
                }
            default: break
            }
        }
        let rest = String(decoding: body[start...], as: UTF8.self)
        return rest.allSatisfy(\.isWhitespace) ? objects : objects + [rest]
    }
}
