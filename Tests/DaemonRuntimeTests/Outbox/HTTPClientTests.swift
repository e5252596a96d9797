import TestSupport
import Testing

@testable import DaemonRuntime

/// Requests to a receiver that answers as it likes.
struct HTTPClientTests {
    @Test(
        "of an answer 64 KiB are kept, and the connection takes the next request",
        arguments: [65_535, 65_536, 65_537, 300_000])
    func longAnswer(count: Int) {
        let listener = LoopbackListener { connection in
            var bytes: [UInt8] = []
            while true {
                let more = connection.read()
                guard !more.isEmpty else { return }
                bytes += more
                guard String(decoding: bytes, as: UTF8.self).contains("\r\n\r\n{}") else {
                    continue
                }
                bytes = []
                let head = "HTTP/1.1 200 OK\r\nContent-Length: \(count)\r\n\r\n"
                connection.write(Array(head.utf8) + [UInt8](repeating: 0x78, count: count))
            }
        }
        defer { listener.stop() }
        let client = HTTPClient(
            caFile: nil, proxy: nil, timeoutMilliseconds: 10_000, interruption: Interruption())
        let kept = [UInt8](repeating: 0x78, count: min(count, 65_536))
        for _ in 0..<2 {
            let answer = client.post(
                Array("{}".utf8), to: "http://127.0.0.1:\(listener.port)/", headers: [])
            #expect(answer == .reply(status: 200, body: kept))
        }
    }
}
