import ArgumentParser
import DaemonRuntime
import Foundation

/// The file of a report: looked at before hours of reading, written after.
enum ReportFile {
    /// A report that was asked for.
    struct Wanted {
        /// Such as `--sarif`.
        let option: String
        let path: String

        /// Nil where nobody asked for it.
        init?(_ option: String, _ path: String?) {
            guard let path else { return nil }
            (self.option, self.path) = (option, path)
        }
    }

    /// Refuses reports that would overwrite each other, or what is to be read.
    ///
    /// - Parameters:
    ///   - inputs: Files and directories of files.
    ///   - status: What the program ends with.
    static func checkApart(
        _ reports: [Wanted?], inputs: [String], status: Int32 = 1
    ) throws {
        let wanted = reports.compactMap(\.self)
        guard !wanted.isEmpty else { return }
        var read: [FileIdentity: String] = [:]
        for input in InputPaths.expand(inputs).files where input != "-" {
            if let identity = FileIdentity(input) { read[identity] = input }
        }
        var files: [FileIdentity: String] = [:]
        var paths: [String: String] = [:]
        for report in wanted {
            let identity = FileIdentity(report.path)
            let path = resolved(report.path)
            if let input = identity.flatMap({ read[$0] }) {
                fail(report.path, "\(report.option) would overwrite \(input): name another file")
                throw ExitCode(status)
            }
            if let other = identity.flatMap({ files[$0] }) ?? paths[path] {
                fail(report.path, "\(other) and \(report.option) name one file")
                throw ExitCode(status)
            }
            if let identity { files[identity] = report.option }
            // A device takes what several write.
            let isDevice = identity == nil && FileManager.default.fileExists(atPath: report.path)
            if !isDevice { paths[path] = report.option }
        }
    }

    private static func resolved(_ path: String) -> String {
        let url = URL(filePath: path).standardizedFileURL
        let folder = url.deletingLastPathComponent().resolvingSymlinksInPath()
        return folder.appending(path: url.lastPathComponent).resolvingSymlinksInPath().path
    }

    /// Tells whether the file can be written, and leaves what is there as it is.
    static func checkWritable(_ path: String, status: Int32 = 1) throws {
        let flags = O_WRONLY | O_NOCTTY | O_CLOEXEC
        // Nothing but a file that was made here is removed again: a link to nothing is there, too.
        var descriptor = unsafe open(path, flags | O_CREAT | O_EXCL, 0o666)
        var made = descriptor >= 0 ? path : nil
        if descriptor < 0, errno == EEXIST {
            descriptor = unsafe open(path, flags)
            if descriptor < 0, errno == ENOENT {
                descriptor = unsafe open(path, flags | O_CREAT, 0o666)
                if descriptor >= 0, let target = unsafe realpath(path, nil) {
                    made = unsafe String(cString: target)
                    unsafe free(target)
                }
            }
        }
        guard descriptor >= 0 else {
            fail(path, unsafe String(cString: strerror(errno)))
            throw ExitCode(status)
        }
        close(descriptor)
        if let made { unsafe unlink(made) }
    }

    /// Writes into what stands there, a device or a link as well. Foundation removes what it could not
    /// write to, and be it a device.
    static func write(_ bytes: [UInt8], to path: String, status: Int32 = 1) throws {
        let descriptor = unsafe open(
            path, O_WRONLY | O_CREAT | O_TRUNC | O_NOCTTY | O_CLOEXEC, 0o666)
        var code: Int32? = descriptor < 0 ? errno : StandardStream.write(bytes, to: descriptor)
        if descriptor >= 0, close(descriptor) != 0, errno != EINTR { code = code ?? errno }
        guard let code else { return }
        fail(path, unsafe String(cString: strerror(code)))
        throw ExitCode(status)
    }

    private static func fail(_ path: String, _ reason: String) {
        StandardError.write(
            TextTable.safe("error: the report cannot be written: \(path): \(reason)"))
    }
}
