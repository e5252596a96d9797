import CPowerCut
import Foundation
import TestSupport
import Testing

/// A directory whose databases forget at a power cut what SQLite did not sync.
///
/// - Shape: `state.db` and what SQLite puts beside it; `.durable` holds what the disk has of each.
final class PowerCutDisk: Sendable {
    private let directory: TemporaryDirectory
    var path: String { directory.path }
    private var durable: String { path + "/.durable" }

    init() throws {
        directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(
            atPath: directory.path + "/.durable", withIntermediateDirectories: false)
        try #require(power_cut_register() == 0)
    }

    /// How often a file was synced.
    func syncs(of name: String) -> Int {
        let file = durable + "/\(name).syncs"
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        return attributes?[.size] as? Int ?? 0
    }

    /// Ends whoever has the databases open, as a kill or a power cut does, and leaves what those leave.
    ///
    /// - Parameter closing: Closes the databases; what that writes is undone.
    func crash(isPowerCut: Bool, closing: () throws -> Void) throws {
        let left = try files(in: isPowerCut ? durable : path)
        try closing()
        for name in try files(in: path).keys {
            try FileManager.default.removeItem(atPath: path + "/" + name)
        }
        for (name, bytes) in left { try bytes.write(to: URL(filePath: path + "/" + name)) }
    }

    /// Databases and their logs by name. The index of a log is memory that the users of a database
    /// share, and no file of the disk.
    private func files(in directory: String) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: directory)
        where name.hasSuffix(".db") || name.hasSuffix("-wal") {
            files[name] = try Data(contentsOf: URL(filePath: directory + "/" + name))
        }
        return files
    }
}
