import CIM
import Glibc

/// Standard error, a line at a time.
enum StandardError {
    /// Writes the lines of a text; names of files and pieces of them must not steer the terminal.
    static func write(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { DisplayText.safe(String($0)) }
        StandardStream.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: 2)
    }

    /// Replaces the line that is shown by a text: only on a terminal.
    static func show(_ text: String) {
        StandardStream.write(Array(("\r\u{1B}[K" + text).utf8), to: 2)
    }

    /// Writes a text that an answer is typed behind.
    static func prompt(_ text: String) { StandardStream.write(Array(text.utf8), to: 2) }

    static var isTerminal: Bool { isatty(2) == 1 }

    static var width: Int? { StandardStream.width(of: 2) }
}

/// Standard input, where a person may sit.
enum StandardInput {
    static var isTerminal: Bool { isatty(0) == 1 }
}

/// Standard output, collected into large writes.
///
/// Everything that a command prints goes through here. Output that cannot be written (a full disk)
/// ends the program with status 1 and a message, whatever the command would have ended with; a
/// reader that went (`riskd … | head -1`) ends it without a message, with what SIGPIPE gives.
struct StandardOutput {
    private var buffer: [UInt8] = []
    private static let bufferBytes = 65_536

    mutating func write(_ line: String, lineEnd: String = "\n") {
        buffer.append(contentsOf: line.utf8)
        buffer.append(contentsOf: lineEnd.utf8)
        if buffer.count >= Self.bufferBytes { flush() }
    }

    /// - Parameter line: Without its line feed.
    mutating func write(_ line: [UInt8]) {
        buffer += line
        buffer.append(UInt8(ascii: "\n"))
        if buffer.count >= Self.bufferBytes { flush() }
    }

    mutating func flush() {
        if let code = StandardStream.write(buffer, to: 1) { Self.fail(code) }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Writes a text and is done.
    static func print(_ text: String) {
        var out = StandardOutput()
        out.write(text)
        out.flush()
    }

    /// The last thing before the end: some file systems (NFS, quotas) only tell at the close that
    /// they did not take what was written. A standard output that was never open is no failure as
    /// long as nothing is printed.
    static func close() {
        if Glibc.close(1) != 0, errno != EBADF, errno != EINTR { fail(errno) }
    }

    /// Has descriptors 0 to 2 taken, so that no file that is opened later gets one of them, and
    /// with it what is printed. Writing to the stand-in fails.
    static func reserve() {
        for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) < 0 {
            let flags = descriptor == 0 ? O_WRONLY : O_RDONLY
            let opened = unsafe open("/dev/null", flags)
            guard opened >= 0 else { return }
        }
    }

    private static func fail(_ code: Int32) -> Never {
        if code == EPIPE {
            // As if the program that started riskd had not had SIGPIPE ignored.
            signal(SIGPIPE, SIG_DFL)
            raise(SIGPIPE)
            exit(128 + SIGPIPE)
        }
        let reason = unsafe String(cString: strerror(code))
        StandardError.write("riskd: error: standard output cannot be written: \(reason)")
        exit(1)
    }

    static var isTerminal: Bool { isatty(1) == 1 }

    /// Columns of the terminal, or as many as the environment says; nil where neither does.
    static var width: Int? { StandardStream.width(of: 1) }

    /// Rows of the terminal, likewise.
    static var height: Int? { StandardStream.height(of: 1) }
}

enum StandardStream {
    /// Columns of the terminal, or as many as the environment says; nil where neither does.
    static func width(of descriptor: Int32) -> Int? {
        given(size(of: descriptor)?.ws_col, "COLUMNS")
    }

    /// Rows of the terminal, or as many as the environment says; nil where neither does.
    static func height(of descriptor: Int32) -> Int? {
        given(size(of: descriptor)?.ws_row, "LINES")
    }

    private static func size(of descriptor: Int32) -> winsize? {
        var size = winsize()
        return unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 ? size : nil
    }

    private static func given(_ count: UInt16?, _ variable: String) -> Int? {
        if let count, count > 0 { return Int(count) }
        let text = unsafe getenv(variable).flatMap { unsafe Int(String(cString: $0)) }
        return text.flatMap { $0 > 0 ? $0 : nil }
    }

    /// - Returns: What it failed with; nil when all was written.
    @discardableResult
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count == 0 || errno != EINTR {
                return count == 0 ? EIO : errno
            }
        }
        return nil
    }
}
