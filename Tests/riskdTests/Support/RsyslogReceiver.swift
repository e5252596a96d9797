import Foundation
import TestSupport
import Testing

/// rsyslog's own RELP input (Debian's rsyslog-relp), as a process that a test kills and starts anew.
///
/// Its ruleset has no queue, so that it confirms a message when the file has it and not while only
/// its memory does; that is what OPERATIONS.md asks of a receiver.
final class RsyslogReceiver {
    static var isPossible: Bool {
        let modules = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64"]
        return FileManager.default.isExecutableFile(atPath: "/usr/sbin/rsyslogd")
            && modules.contains {
                FileManager.default.fileExists(atPath: $0 + "/rsyslog/imrelp.so")
            }
    }

    private let directory: TemporaryDirectory
    private var process: Process?

    /// - Parameter input: More parameters of the input, such as TLS.
    init(port: UInt16, input: String = "") throws {
        directory = try TemporaryDirectory(holding: "logs")
        try directory.write(
            """
            global(workDirectory="\(directory.path)" maxMessageSize="64k")
            module(load="imrelp")
            template(name="line" type="string" string="%rawmsg%\\n")
            ruleset(name="relp" queue.type="Direct") {
              action(type="omfile" file="\(directory.path)/got" template="line"
                     ioBufferSize="64k" sync="on" fileCreateMode="0600")
            }
            input(type="imrelp" address="127.0.0.1" port="\(port)" ruleset="relp" \(input))
            action(type="omfile" file="\(directory.path)/own")
            """, to: "rsyslog.conf")
    }

    deinit { kill() }

    func start() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/sbin/rsyslogd")
        process.arguments = ["-n", "-i", "NONE", "-f", directory.path + "/rsyslog.conf"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        self.process = process
    }

    /// As a crash ends it, in the midst of whatever it does.
    func kill() {
        guard let process else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        self.process = nil
    }

    /// What it wrote to its file, a message a line; a line that a kill tore off is continued by the
    /// same message, which it had not confirmed.
    var messages: [String] { directory.lines(of: "got") }

    /// Bytes of that file.
    var size: Int {
        var status = stat()
        return unsafe stat(directory.path + "/got", &status) == 0 ? Int(status.st_size) : 0
    }

    /// Whether the file grows beyond a size within a moment; looks often, so that a kill comes soon.
    func grows(beyond size: Int) -> Bool {
        for _ in 0..<100 {
            if self.size > size { return true }
            usleep(300)
        }
        return false
    }

    /// What it says of itself.
    var log: [String] { directory.lines(of: "own") }
}
