/// The directories as one look sees them: what was listed once is not listed again.
struct FileLook {
    private let fileSystem: any FileSystem
    private let patterns: [String]
    /// Where the followed directories lie, links resolved; nil until that is asked for.
    private var roots: [[UInt8]]?
    /// Names by what they name, by directory.
    private var listings: [[UInt8]: [InodeKey: [UInt8]]] = [:]
    /// Names that the look was at: what it cost.
    private(set) var namesLookedAt = 0

    init(_ fileSystem: any FileSystem, patterns: [String]) {
        self.fileSystem = fileSystem
        self.patterns = patterns
    }

    /// Existing paths that match.
    mutating func expand(_ pattern: String) -> [[UInt8]] {
        let paths = fileSystem.expand([pattern])
        namesLookedAt += paths.count
        return paths
    }

    /// The names in a directory by what they name, the first of several. Files mostly lose their
    /// names in numbers, so a directory is listed once.
    mutating func names(in directory: [UInt8]) -> [InodeKey: [UInt8]] {
        if let known = listings[directory] { return known }
        var paths: [InodeKey: [UInt8]] = [:]
        for (path, status) in files(in: directory, where: { _ in true })
        where paths[status.key] == nil { paths[status.key] = path }
        listings[directory] = paths
        return paths
    }

    /// Paths in a directory and what they name.
    ///
    /// - Parameter isWanted: Whether the status of a path is asked for.
    mutating func files(
        in directory: [UInt8], where isWanted: ([UInt8]) -> Bool
    ) -> [(path: [UInt8], status: FileStatus)] {
        let names = fileSystem.names(in: directory)
        namesLookedAt += names.count
        return names.compactMap { name in
            let path = directory + [UInt8(ascii: "/")] + name
            // A status that cannot be told is as good as none here.
            guard isWanted(path), let status = try? fileSystem.status(of: path) else { return nil }
            return (path, status)
        }
    }

    /// Where a file lies that a link in a followed directory names, when that is outside of all
    /// followed directories.
    mutating func strayTarget(of opened: any OpenedFile) -> String? {
        guard let target = opened.resolvedPath else { return nil }
        let roots = roots ?? fileSystem.resolve(FilePatterns.directories(patterns))
        self.roots = roots
        let isInside = roots.contains { root in
            root == [UInt8(ascii: "/")] || target.starts(with: root + [UInt8(ascii: "/")])
        }
        return isInside ? nil : String(decoding: target, as: UTF8.self)
    }
}
