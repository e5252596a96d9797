import Foundation
import TestSupport
import Testing

/// Takes TLS connections and passes on what is in them, in the clear, to a port of this machine:
/// Python does it, with a certificate that openssl makes.
final class TLSProxy {
    static var isPossible: Bool {
        ["/usr/bin/python3", "/usr/bin/openssl"].allSatisfy {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }

    /// The certificate of the proxy, which is its own authority.
    let certificate: String
    let port: Int
    private let directory: TemporaryDirectory
    private let process = Process()

    private static let program = """
        import socket, ssl, sys, threading
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
        listener = socket.create_server(('127.0.0.1', 0))
        print(listener.getsockname()[1], flush=True)

        def pump(source, sink):
            try:
                while data := source.recv(65536):
                    sink.sendall(data)
            except OSError:
                pass
            for end in (source, sink):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

        def serve(raw):
            try:
                outside = context.wrap_socket(raw, server_side=True)
                inside = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
            except OSError:
                return
            threading.Thread(target=pump, args=(inside, outside), daemon=True).start()
            pump(outside, inside)

        while True:
            threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
        """

    init(to port: UInt16) throws {
        directory = try TemporaryDirectory(holding: "logs")
        certificate = directory.path + "/certificate.pem"
        let key = directory.path + "/key.pem"
        let openssl = Process()
        openssl.executableURL = URL(filePath: "/usr/bin/openssl")
        openssl.arguments = [
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate,
            "-days", "2", "-subj", "/CN=riskd test", "-addext", "subjectAltName=IP:127.0.0.1",
        ]
        openssl.standardError = FileHandle.nullDevice
        try openssl.run()
        openssl.waitUntilExit()
        try directory.write(Self.program, to: "proxy.py")
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [directory.path + "/proxy.py", "\(port)", certificate, key]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        self.port = try #require(Int(line.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    // Threads of the tests block SIGTERM, and what they start inherits that.
    deinit { kill(process.processIdentifier, SIGKILL) }
}
