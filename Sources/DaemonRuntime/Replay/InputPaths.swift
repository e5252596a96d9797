import CIM
import Glibc

/// The files that names on a command line stand for: a directory stands for all files below it.
package enum InputPaths {
    /// Directories within directories.
    private static let depthMax = 64

    /// In the order of the names; the files of a directory by name. Links to directories within one
    /// are not followed, so that no circle is walked.
    ///
    /// - Returns: The files, and why a directory could not be looked into.
    package static func expand(_ names: [String]) -> (files: [String], problems: [String]) {
        var files: [String] = []
        var problems: [String] = []
        for name in names {
            if name != "-", kind(of: name, followsLinks: true) == S_IFDIR {
                walk(name, depth: 0, &files, &problems)
            } else {
                files.append(name)
            }
        }
        return (files, problems)
    }

    private static func walk(
        _ directory: String, depth: Int, _ files: inout [String], _ problems: inout [String]
    ) {
        guard depth < depthMax else {
            problems.append("\(directory): more than \(depthMax) directories within each other")
            return
        }
        guard let names = names(in: directory) else {
            problems.append("\(directory): \(SystemError("open").description)")
            return
        }
        for name in names {
            let path = directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
            switch kind(of: path, followsLinks: false) {
            case S_IFDIR: walk(path, depth: depth + 1, &files, &problems)
            case S_IFREG: files.append(path)
            case S_IFLNK where kind(of: path, followsLinks: true) == S_IFREG: files.append(path)
            default: break
            }
        }
    }

    /// By their bytes; nil where the directory cannot be read.
    private static func names(in directory: String) -> [String]? {
        let path = PathText.bytes(directory).map { CChar(bitPattern: $0) } + [0]
        guard let stream = unsafe opendir(path) else { return nil }
        defer { unsafe closedir(stream) }
        var names: [[UInt8]] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: UInt8.self, capacity: 256) { bytes in
                    unsafe Array(UnsafeBufferPointer(start: bytes, count: 256)).prefix { $0 != 0 }
                        .map(\.self)
                }
            }
            if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
        }
        return names.sorted { $0.lexicographicallyPrecedes($1) }.map(PathText.text)
    }

    /// The bits of `S_IFMT`; 0 where there is nothing.
    private static func kind(of path: String, followsLinks: Bool) -> mode_t {
        let name = PathText.bytes(path).map { CChar(bitPattern: $0) } + [0]
        var status = stat()
        let result =
            unsafe followsLinks ? stat(name, &status) : lstat(name, &status)
        return result == 0 ? status.st_mode & S_IFMT : 0
    }
}
