import ArgumentParser
import Foundation

/// The file of a report: looked at before hours of reading, written after.
enum ReportFile {
    /// Tells whether the file can be written, and leaves what is there as it is.
    static func checkWritable(_ path: String) throws {
        let isNew = !FileManager.default.fileExists(atPath: path)
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_NOCTTY | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            fail(path, unsafe String(cString: strerror(errno)))
            throw ExitCode(1)
        }
        close(descriptor)
        if isNew { unsafe unlink(path) }
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        do {
            try Data(bytes).write(to: URL(filePath: path))
        } catch {
            fail(path, error.localizedDescription)
            throw ExitCode(1)
        }
    }

    private static func fail(_ path: String, _ reason: String) {
        StandardError.write("error: the report cannot be written: \(path): \(reason)")
    }
}
