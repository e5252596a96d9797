import CIM
import DaemonRuntime
import Foundation

/// A path, a directory or a pattern of logs, and what lies there now.
struct LogPlace {
    /// As a source takes it: absolute, and of a directory its files.
    let pattern: String
    /// How many files of each kind, those of most files first.
    let kinds: [(kind: LogFileKind, files: [String])]

    /// Files that are looked at; the others are counted.
    private static let filesMax = 200

    /// - Parameter text: As it was typed.
    init(_ text: String) {
        let absolute = Self.absolute(text)
        var isDirectory: ObjCBool = false
        let isThere = unsafe FileManager.default.fileExists(
            atPath: absolute, isDirectory: &isDirectory)
        // A name with a bracket in it is a pattern to the daemon, unless it is what is there.
        let name = isThere ? Self.escaped(absolute) : absolute
        pattern = isThere && isDirectory.boolValue ? name + (name == "/" ? "*" : "/*") : name
        let files = LogFileKind.files(matching: pattern)
        count = files.count
        var found: [LogFileKind: [String]] = [:]
        for file in files.prefix(Self.filesMax) {
            found[LogFileKind(ofFile: file), default: []].append(file)
        }
        kinds = found.map { ($0.key, $0.value) }.sorted {
            ($1.files.count, $0.files[0]) < ($0.files.count, $1.files[0])
        }
    }

    private let count: Int

    /// The pattern that names this path alone, as glob(3) takes it.
    private static func escaped(_ path: String) -> String {
        String(path.flatMap { "*?[\\".contains($0) ? ["\\", $0] : [$0] })
    }

    /// `3 files: 2 XML of Windows events, 1 JSON`
    var seen: String {
        guard count > 0 else { return "no file yet" }
        let parts = kinds.map { "\($0.files.count) \($0.kind.name)" }
        let more = count - Self.filesMax
        return FindingsText.plural(count, "file") + ": " + parts.joined(separator: ", ")
            + (more > 0 ? ", \(more) not looked at" : "")
    }

    /// Of files that the daemon does not read, a line each kind.
    var warnings: [String] {
        kinds.compactMap { kind, files in
            kind.advice.map { advice in
                let more = files.count > 1 ? " and \(files.count - 1) more" : ""
                return "\(files[0])\(more): \(kind.name): \(advice)"
            }
        }
    }

    /// From / on, without `.` and `..` where no link could be meant.
    static func absolute(_ path: String) -> String {
        var path = path
        if path == "~" || path.hasPrefix("~/") {
            path = FileManager.default.homeDirectoryForCurrentUser.path + path.dropFirst()
        }
        if !path.hasPrefix("/") { path = FileManager.default.currentDirectoryPath + "/" + path }
        let parts = path.split(separator: "/").filter { $0 != "." }
        return "/" + parts.joined(separator: "/")
    }
}
