import CLinux
import Glibc

/// What the handler of a fault left: how a process died, and what it worked on then.
struct Death: Equatable, Sendable {
    /// Nil where it worked on nothing from outside.
    var stretch: FatalStretch?
    var signal: Int32
    /// Nanoseconds since the epoch.
    var time: Int64

    /// Whole entries of the file that the handler writes; what does not look like one is left out.
    static func read(_ bytes: [UInt8]) -> [Death] {
        let size = MemoryLayout<linux_death>.size
        return stride(from: 0, through: bytes.count - size, by: size).compactMap { start in
            let entry = unsafe bytes[start..<(start + size)].withUnsafeBytes {
                unsafe $0.loadUnaligned(as: linux_death.self)
            }
            return Death(entry)
        }
    }

    private init?(_ entry: linux_death) {
        guard entry.magic == linux_death_magic else { return nil }
        signal = entry.signal
        time = entry.time
        let work: FatalStretch.Work
        switch entry.work {
        case linux_work_cutting.rawValue: work = .cutting
        case linux_work_line.rawValue: work = .line
        case linux_work_record.rawValue: work = .record
        default: return
        }
        let count = min(Int(entry.path_count), Int(linux_path_bytes))
        let path = unsafe withUnsafeBytes(of: entry.path) { unsafe Array($0.prefix(count)) }
        stretch = FatalStretch(
            work: work, path: String(decoding: path, as: UTF8.self), start: entry.start,
            end: max(entry.start, entry.end), length: entry.count, hash: entry.hash, deaths: 1,
            signal: entry.signal)
    }

    /// Such as `SIGILL (Illegal instruction)`.
    static func name(of signal: Int32) -> String {
        let names = [
            SIGILL: "SIGILL", SIGTRAP: "SIGTRAP", SIGSEGV: "SIGSEGV", SIGBUS: "SIGBUS",
            SIGFPE: "SIGFPE", SIGABRT: "SIGABRT",
        ]
        guard let text = unsafe strsignal(signal) else { return "signal \(signal)" }
        return "\(names[signal] ?? "signal \(signal)") (\(unsafe String(cString: text)))"
    }
}

/// A stretch of a file of which a process died.
package struct FatalStretch: Codable, Equatable, Sendable {
    enum Work: String, Codable, Sendable {
        /// Somewhere within a block that was being cut into records.
        case cutting
        /// At one line of such a block.
        case line
        /// At one record.
        case record
    }

    var work: Work
    /// The file, as far as it could be noted: its first 1,024 bytes.
    var path: String
    var start: UInt64
    var end: UInt64
    /// Length and hash of the bytes: a record is known by them, wherever it comes up again.
    var length: UInt64
    var hash: UInt64
    var deaths: Int
    var signal: Int32

    /// Once may be chance, such as memory that is broken; twice is the stretch itself.
    private static let deathsMax = 2

    /// Whether it is not read any more.
    var isPassedOver: Bool { work != .cutting && deaths >= Self.deathsMax }

    var range: Range<UInt64> { start..<end }

    func holds(_ bytes: Span<UInt8>) -> Bool {
        guard UInt64(bytes.count) == length else { return false }
        return unsafe bytes.withUnsafeBufferPointer {
            unsafe linux_hash($0.baseAddress, $0.count) == hash
        }
    }
}
