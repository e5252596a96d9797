import Foundation

/// Finds the recordings that tests name among the files that are there.
///
/// A test names a URL; the file lies somewhere below a directory under the end of the URL's path,
/// or under its name alone, with or without `.gz`.
package struct RecordingDirectories: Sendable {
    package enum Place: Equatable, Sendable {
        case file(String)
        /// With the reason, for a person.
        case missing(String)
    }

    private let directories: [String]
    /// For each name the files of that name below the directories, sorted by path.
    private let byName: [String: [String]]
    /// What a file that is not found is told with, where not all files were looked at.
    private let cut: String

    /// Files below the directories that are looked at; a collection of recordings has thousands.
    package static let filesMax = 1_000_000
    private static let pointerMark = Array("version https://git-lfs.github.com/spec/".utf8)

    /// - Parameter filesMax: Files that are looked at, over all directories.
    package init(_ directories: [String], filesMax: Int = Self.filesMax) {
        self.directories = directories
        var byName: [String: [String]] = [:]
        var count = 0
        for directory in directories {
            // Links are not followed: they can go round in circles.
            guard let walk = FileManager.default.enumerator(atPath: directory) else { continue }
            while count < filesMax, let path = walk.nextObject() as? String {
                guard walk.fileAttributes?[.type] as? FileAttributeType == .typeRegular,
                    let name = path.split(separator: "/").last
                else { continue }
                count += 1
                byName[String(name), default: []].append("\(directory)/\(path)")
            }
        }
        self.byName = byName.mapValues { $0.sorted() }
        cut = count < filesMax ? "" : " among the first \(filesMax) files of the directories"
    }

    /// Where the recording of a URL or path is.
    package func place(of location: String) -> Place {
        let parts = Self.components(of: location)
        guard let name = parts.last else { return .missing("\"\(location)\" names no file") }
        let place = direct(parts) ?? byName(parts, name)
        if case .file(let path) = place, Self.isPointer(path) {
            return .missing("\(path) is a Git LFS pointer: fetch it with \"git lfs pull\"")
        }
        return place
    }

    /// The end of the path below a directory, from the longest to the shortest.
    private func direct(_ parts: [String]) -> Place? {
        for start in parts.indices {
            let suffix = parts[start...].joined(separator: "/")
            for directory in directories {
                for path in ["\(directory)/\(suffix)", "\(directory)/\(suffix).gz"]
                where Self.isFile(path) {
                    return .file(path)
                }
            }
        }
        return nil
    }

    /// The file of that name whose path agrees with the URL the furthest from the end; several that
    /// agree as far are none.
    private func byName(_ parts: [String], _ name: String) -> Place {
        let candidates = (byName[name] ?? []) + (byName[name + ".gz"] ?? [])
        guard !candidates.isEmpty else { return .missing("no file \(name)\(cut)") }
        let folders = parts.dropLast().reversed()
        func agreement(_ path: String) -> Int {
            zip(path.split(separator: "/").dropLast().reversed(), folders)
                .prefix { $0 == $1 }.count
        }
        let most = candidates.map(agreement).max() ?? 0
        let best = candidates.filter { agreement($0) == most }
        return best.count == 1
            ? .file(best[0])
            : .missing("\(best.count) files are called \(name), and no folder tells which is meant")
    }

    /// The path of a URL, or a path, by components; what could lead out of a directory is left out.
    static func components(of location: String) -> [String] {
        var path = location[...]
        if let scheme = path.range(of: "://") {
            path = path[scheme.upperBound...].drop { $0 != "/" }
            path = path.prefix { $0 != "?" && $0 != "#" }
        }
        let decoded = String(path).removingPercentEncoding ?? String(path)
        return decoded.split { $0 == "/" || $0 == "\\" }.map(String.init)
            .filter { $0 != "." && $0 != ".." && !$0.contains("\0") }
    }

    private static func isFile(_ path: String) -> Bool {
        var isDirectory = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
            && !isDirectory
    }

    /// What Git leaves of a large file until it is fetched.
    private static func isPointer(_ path: String) -> Bool {
        // A file that cannot be opened is reported when it is read.
        guard let file = FileHandle(forReadingAtPath: path),
            let start = try? file.read(upToCount: pointerMark.count)
        else { return false }
        return start.elementsEqual(pointerMark)
    }
}
