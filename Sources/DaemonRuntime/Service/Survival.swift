import CLinux
import Glibc

/// Makes sure that one record ends the process at most twice: notes deaths, and tells the next run
/// which record it was.
///
/// The handler of a fault writes `death` in the directory of the state; `deaths.json` lists the
/// records that killed riskd.
final class Survival {
    /// What is read with care, or not at all.
    let stretches: FatalStretches
    /// Open for the handler as long as this lives.
    private let file: FileDescriptor

    static func list(in directory: String) -> String { directory + "/deaths.json" }

    /// Takes in what the last run left, and has deaths of this one noted.
    ///
    /// - Throws: ``SystemError`` where the directory takes no file.
    init(directory: String, log: MessageLog) throws(SystemError) {
        let path = directory + "/death"
        let list = Self.list(in: directory)
        var stretches = FatalStretches()
        do {
            stretches = try FatalStretches.read(list)
        } catch {
            log.write(.problem(text: "\(list) cannot be read, and counts as empty: \(error)"))
        }
        file = try FileDescriptor.open(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, mode: 0o600)
        let deaths = Death.read(try Self.content(of: file, path))
        for death in deaths {
            let noted = death.stretch.map { stretches.note($0) }
            log.write(.died(signal: Death.name(of: death.signal), stretch: noted, list: list))
        }
        self.stretches = stretches
        if !deaths.isEmpty {
            do { try stretches.write(list) } catch {
                log.write(.problem(text: "\(list) cannot be written: \(error)"))
            }
        }
        // A start that dies between the two counts a death twice: once too often is once too early.
        guard ftruncate(file.number, 0) == 0 else { throw SystemError("truncate \(path)") }
        linux_death_write_to(file.number)
    }

    deinit { linux_death_write_to(-1) }

    /// More than that is not of one death: each mark in use has an entry.
    private static let entriesMax = 256

    private static func content(
        of file: borrowing FileDescriptor, _ path: String
    ) throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: entriesMax * MemoryLayout<linux_death>.size)
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe pread(file.number, $0.baseAddress, $0.count, 0)
        }
        guard count >= 0 else { throw SystemError("read \(path)") }
        return Array(bytes[..<count])
    }
}
