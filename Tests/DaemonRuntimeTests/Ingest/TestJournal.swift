import Foundation
import TestSupport

/// A journald of its own in a mount namespace of its own, whose files lie in a directory of the
/// test.
final class TestJournal {
    /// What the journal files lie under.
    let directory: String
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    /// Whether this machine lets a test have one: root, journald, mount namespaces.
    static let isPossible: Bool = {
        guard FileManager.default.isExecutableFile(atPath: journald), geteuid() == 0,
            FileManager.default.fileExists(atPath: "/etc/machine-id"),
            let probe = try? TemporaryDirectory(),
            let journal = try? TestJournal(in: probe.path)
        else { return false }
        journal.send(["probe"])
        return true
    }()

    private static let journald = "/lib/systemd/systemd-journald"

    /// Commands come as lines, each answered by one.
    private static let script = """
        set -eu
        mount -t tmpfs -o mode=755 tmpfs /run
        mkdir -p /run/systemd/journal /run/log/journal
        mount --bind "$1" /run/log/journal
        \(journald) >"$1/journald.log" 2>&1 &
        journald=$!
        trap 'kill $journald' EXIT
        for i in $(seq 200); do [ -S /run/systemd/journal/stdout ] && break; sleep 0.05; done
        [ -S /run/systemd/journal/stdout ]
        echo ready
        while read -r command argument; do
            case $command in
            send) systemd-cat -t sysmon cat "$argument"; journalctl --sync;;
            other) echo other | systemd-cat -t other; journalctl --sync;;
            rotate) journalctl --rotate >/dev/null 2>&1;;
            vacuum) journalctl --rotate >/dev/null 2>&1; journalctl --vacuum-files=1 >/dev/null 2>&1;;
            esac
            echo done
        done
        """

    init(in directory: String) throws {
        self.directory = directory + "/journal"
        try FileManager.default.createDirectory(
            atPath: self.directory, withIntermediateDirectories: true)
        process.executableURL = URL(filePath: "/usr/bin/unshare")
        process.arguments = [
            "--mount", "--propagation", "private", "bash", "-c", Self.script, "journal",
            self.directory,
        ]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        guard answer() == "ready" else { throw CocoaError(.featureUnsupported) }
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    private func answer() -> String {
        var line: [UInt8] = []
        while let byte = try? output.fileHandleForReading.read(upToCount: 1)?.first,
            byte != 0x0A
        {
            line.append(byte)
        }
        return String(decoding: line, as: UTF8.self)
    }

    /// Returns when it is done.
    @discardableResult
    func command(_ text: String) -> String {
        input.fileHandleForWriting.write(Data((text + "\n").utf8))
        return answer()
    }

    /// Each line becomes an entry with the identifier `sysmon`.
    func send(_ lines: [String]) {
        let file = directory + "/lines"
        try? Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: file))
        command("send \(file)")
    }
}
