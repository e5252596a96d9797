import CLinux
import Foundation
import Glibc
package import SecurityContent

/// Obstacles on this machine that keep `riskd run` from starting, reading or writing: groups,
/// directories, ports, files with secrets. The check changes nothing.
package struct StartObstacles {
    private let configuration: Configuration
    private let file: String
    private let values: [ConfigurationValue]
    /// How bad it is that something may not be done: somebody who has not said whose rights count
    /// may have fewer than the service.
    private let forbidden: ContentProblem.Severity
    private var found: [ContentProblem] = []

    /// - Parameters:
    ///   - path: The configuration file, for the places of problems.
    ///   - isService: Whether this process has the rights that the service will have.
    package static func problems(
        of configuration: Configuration, path: String, isService: Bool
    ) -> [ContentProblem] {
        var obstacles = StartObstacles(
            configuration: configuration, file: path,
            values: Setup.document(path)?.values ?? [], forbidden: isService ? .error : .warning)
        obstacles.look()
        return obstacles.found.sorted()
    }

    private mutating func look() {
        lookAtOutput()
        lookAtState()
        if let directory = configuration.emit.directory {
            lookAtDirectory("emit.directory", directory, isMade: true)
        }
        lookAtSources()
        lookAtSinks()
        if let path = configuration.kafka.propertiesFile {
            lookAtFile("kafka.properties_file", path)
        }
        lookAtPorts()
    }

    // MARK: - Places

    /// A problem of a key, at the line that set it.
    private mutating func report(
        _ key: String, _ severity: ContentProblem.Severity, _ message: String
    ) {
        let origin = values.first { $0.key == key }?.origin ?? ""
        var problem = ContentProblem(severity, file: file, message: "\(key) \(message)")
        if origin.hasPrefix(file + ":"), let line = Int(origin.dropFirst(file.utf8.count + 1)) {
            problem.line = line
        } else if origin.hasPrefix("environment") {
            problem.file = origin
        }
        found.append(problem)
    }

    private mutating func report(_ key: String, _ message: String) {
        report(key, .error, message)
    }

    // MARK: - Directories and files

    /// What the unit makes before the service starts.
    private static let ofUnit: Set<String> = ["/var/log/riskd", "/var/lib/riskd", "/run/riskd"]

    private mutating func lookAtOutput() {
        if let group = configuration.output.group {
            do throws(SystemError) {
                _ = try SystemGroup.number(of: group)
            } catch {
                report(
                    "output.group",
                    "is \"\(group)\", and there is no such group: make it (groupadd "
                        + "--system \(group)), or write another")
            }
        }
        let path = configuration.output.file
        lookAtDirectory("output.file", Self.parent(of: path), isMade: false)
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return }
        if status.st_mode & S_IFMT != S_IFREG {
            report("output.file", "is \(path), which is no regular file: write another path")
        } else if unsafe access(path, R_OK | W_OK) != 0 {
            report("output.file", forbidden, "is \(path), which may not be read and written")
        }
    }

    private mutating func lookAtState() {
        let directory = configuration.state.directory
        lookAtDirectory("state.directory", directory, isMade: true)
        let mounts = (try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)) ?? ""
        let existing = Self.existing(directory)
        let path = DiskFileSystem().resolve([existing]).first.map {
            String(decoding: $0, as: UTF8.self)
        }
        if let kind = StateDirectory.networkKind(of: path ?? existing, mounts) {
            report(
                "state.directory",
                "is on a network file system (\(kind)), where neither locks nor "
                    + "SQLite's log can be relied on: write a directory of a local disk")
        }
    }

    /// - Parameter isMade: Whether riskd makes the directory.
    private mutating func lookAtDirectory(_ key: String, _ path: String, isMade: Bool) {
        let existing = Self.existing(path)
        guard existing == path || !Self.ofUnit.contains(path) else { return }
        if existing != path, !isMade {
            return report(
                key, "is in \(path), which does not exist: make it, or write another path")
        }
        var status = stat()
        guard unsafe stat(existing, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            return report(key, "needs the directory \(path), and \(existing) is none")
        }
        if unsafe access(existing, W_OK | X_OK) != 0 {
            let what = existing == path ? "written to" : "made below \(existing)"
            report(key, forbidden, "needs the directory \(path), which may not be \(what)")
        }
    }

    /// The path, or the nearest above it that exists.
    private static func existing(_ path: String) -> String {
        var path = path
        while path != "/", unsafe access(path, F_OK) != 0 { path = parent(of: path) }
        return path
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    private mutating func lookAtFile(_ key: String, _ path: String, isCertificate: Bool = false) {
        guard unsafe access(path, F_OK) == 0 else {
            return report(key, "is \(path), which does not exist")
        }
        guard unsafe access(path, R_OK) == 0 else {
            return report(key, forbidden, "is \(path), which may not be read")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            return report(key, "is \(path), which is no file that can be read")
        }
        if data.isEmpty { return report(key, "is \(path), which is empty") }
        if isCertificate, !String(decoding: data, as: UTF8.self).contains("-----BEGIN ") {
            report(key, "is \(path), which holds nothing in PEM form")
        }
    }

    // MARK: - Sources and sinks

    private mutating func lookAtSources() {
        var names: [String: Int] = [:]
        var paths: [String: Int] = [:]
        for (index, source) in configuration.sources.enumerated() {
            let key = "sources[\(index + 1)]"
            if let other = names[source.name] {
                report(
                    "\(key).name", .warning,
                    "is \"\(source.name)\" as that of sources[\(other)]: "
                        + "give each a name of its own, or messages and metrics mix them up")
            }
            names[source.name] = names[source.name] ?? index + 1
            for path in source.paths {
                if let other = paths[path] {
                    report(
                        "\(key).path", .warning,
                        "has \(path), which sources[\(other)] reads: files "
                            + "are read once, for the source that stands first")
                }
                paths[path] = paths[path] ?? index + 1
            }
        }
    }

    private mutating func lookAtSinks() {
        for (index, sink) in configuration.output.sinks.enumerated() {
            for file in sink.target.files {
                let key = "output.sinks[\(index + 1)].\(file.key)"
                switch file.place {
                case .path(let path): lookAtFile(key, path, isCertificate: file.isCertificate)
                case .credential(let name):
                    // Elsewhere than under systemd it is not known where they will be.
                    let environment = ProcessInfo.processInfo.environment
                    guard let directory = environment["CREDENTIALS_DIRECTORY"] else { continue }
                    lookAtFile(key, directory + "/" + name, isCertificate: file.isCertificate)
                }
            }
        }
    }

    // MARK: - Ports

    private mutating func lookAtPorts() {
        var wanted: [(key: String, endpoint: SyslogEndpoint)] = []
        if case .loopback(let host, let port) = configuration.metricsAddress {
            wanted.append(("metrics.listen", .tcp(address: host, port: port)))
        }
        for (index, source) in configuration.sources.enumerated() {
            for endpoint in source.input.endpoints {
                switch endpoint {
                case .udp, .tcp: wanted.append(("sources[\(index + 1)].syslog.listen", endpoint))
                case .unix(let path), .unixDatagram(let path):
                    lookAtDirectory(
                        "sources[\(index + 1)].syslog.listen", Self.parent(of: path), isMade: false)
                case .activated: break
                }
            }
        }
        // The daemon that runs with this configuration has them.
        guard !wanted.isEmpty, !isRunning else { return }
        for (key, endpoint) in wanted {
            do throws(SystemError) {
                _ = try SyslogSocket.bind(endpoint, receiveBuffer: 65_536)
            } catch {
                switch error.code {
                case EADDRINUSE:
                    report(key, "is \(endpoint.text), where another process listens")
                case EACCES:
                    report(
                        key, forbidden,
                        "is \(endpoint.text), and ports below 1024 are not allowed: "
                            + "write another, or have systemd pass the socket on")
                case EADDRNOTAVAIL:
                    report(key, "is \(endpoint.text), an address that this machine does not have")
                default: report(key, "is \(endpoint.text): \(error.description)")
                }
            }
        }
    }

    /// Whether a daemon answers where this configuration has it answer.
    private var isRunning: Bool {
        guard case .unix(let path) = configuration.statusSocket,
            let address = SocketAddress.local(path).bytes
        else { return false }
        let probe = FileDescriptor(
            socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | linux_sock_cloexec, 0))
        return unsafe address.withUnsafeBytes { bytes in
            unsafe bytes.withMemoryRebound(to: sockaddr.self) {
                unsafe connect(probe.number, $0.baseAddress, socklen_t(bytes.count)) == 0
            }
        }
    }
}
