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

    /// Puts text in the place of the line that is shown: only on a terminal.
    static func show(_ text: String) {
        StandardStream.write(Array(("\r\u{1B}[K" + text).utf8), to: 2)
    }

    static var isTerminal: Bool { isatty(2) == 1 }
}

/// Standard output, collected into large writes.
struct StandardOutput {
    private var buffer: [UInt8] = []
    private static let bufferBytes = 65_536

    mutating func write(_ line: String, lineEnd: String = "\n") {
        buffer.append(contentsOf: line.utf8)
        buffer.append(contentsOf: lineEnd.utf8)
        if buffer.count >= Self.bufferBytes { flush() }
    }

    mutating func flush() {
        StandardStream.write(buffer, to: 1)
        buffer.removeAll(keepingCapacity: true)
    }

    static var isTerminal: Bool { isatty(1) == 1 }

    /// Columns of the terminal, or as many as the environment says; nil where neither does.
    static var width: Int? {
        var size = winsize()
        if unsafe ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
            return Int(size.ws_col)
        }
        let columns = unsafe getenv("COLUMNS").flatMap { unsafe Int(String(cString: $0)) }
        return columns.flatMap { $0 > 0 ? $0 : nil }
    }
}

enum StandardStream {
    static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                // Nobody reads any more (a closed pipe): there is nobody to tell.
                return
            }
        }
    }
}
