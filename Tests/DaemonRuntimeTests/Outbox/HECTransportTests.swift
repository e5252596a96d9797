import SecurityContent
import TestSupport
import Testing

@testable import DaemonRuntime

/// The HEC transport before something that is no collector.
struct HECTransportTests {
    @Test(
        "a page with status 200 is no collector: not when it is looked for, sent to, or asked",
        arguments: [true, false])
    func page(ack: Bool) throws {
        let listener = LoopbackListener { connection in
            var bytes: [UInt8] = []
            while true {
                let more = connection.read()
                guard !more.isEmpty else { return }
                bytes += more
                // What comes behind a header is the body, of which nothing is asked.
                guard String(decoding: bytes, as: UTF8.self).contains("\r\n\r\n") else { continue }
                bytes = []
                connection.write(
                    Array(
                        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>"
                            .utf8)
                )
            }
        }
        defer { listener.stop() }
        let directory = try TemporaryDirectory()
        try directory.write("token", to: "token")
        var settings = HECOutput(url: "http://127.0.0.1:\(listener.port)")
        settings.token = .file(directory.path + "/token")
        settings.awaitsAcknowledgement = ack
        settings.timeout = .seconds(10)
        let transport = HECTransport(settings, interruption: Interruption(), credentials: nil)
        let reason =
            "no answer of an HTTP Event Collector, which has a code: look what stands between, such "
            + "as a proxy. HTTP status 200: <html>"
        #expect(transport.probe() == .refused(reason))
        #expect(
            transport.send([OutboxEntry(number: 1, added: 0, bytes: Array("{}".utf8))])
                == .refused(reason))
        #expect(transport.confirmed([1]) == .refused(reason))
    }
}
