import Foundation
import TestSupport

/// An authority of one test's own, and certificates that it issues; openssl makes them.
final class TestAuthority {
    static var isPossible: Bool {
        FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")
    }

    struct Identity {
        let certificate: String
        let key: String
    }

    private let directory: TemporaryDirectory
    private let own: Identity

    var certificate: String { own.certificate }

    init() throws {
        directory = try TemporaryDirectory(holding: "logs")
        own = Identity(
            certificate: directory.path + "/ca.pem", key: directory.path + "/ca.key")
        try Self.openssl([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", own.key, "-out",
            own.certificate, "-days", "2", "-subj", "/CN=riskd test authority",
            "-addext", "keyUsage=critical,keyCertSign",
        ])
    }

    /// - Parameter address: An address that it stands for beside its name.
    func issue(_ name: String, address: String? = nil) throws -> Identity {
        let base = directory.path + "/" + name
        let identity = Identity(certificate: base + ".pem", key: base + ".key")
        let names = "DNS:\(name)" + (address.map { ",IP:\($0)" } ?? "")
        try directory.write("subjectAltName=\(names)\n", to: name + ".ext")
        try Self.openssl([
            "req", "-newkey", "rsa:2048", "-nodes", "-keyout", identity.key, "-out", base + ".csr",
            "-subj", "/CN=\(name)",
        ])
        try Self.openssl([
            "x509", "-req", "-in", base + ".csr", "-CA", own.certificate, "-CAkey", own.key,
            "-CAcreateserial", "-out", identity.certificate, "-days", "2", "-extfile",
            base + ".ext",
        ])
        return identity
    }

    private struct Failure: Error {
        let arguments: [String]
    }

    private static func openssl(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(arguments: arguments) }
    }
}
