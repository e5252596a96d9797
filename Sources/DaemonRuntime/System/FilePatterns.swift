import Glibc

/// Paths and globs, expanded by the C library.
enum FilePatterns {
    /// Existing paths that match, as bytes, sorted, each once.
    static func expand(_ patterns: [String]) -> [[UInt8]] {
        let paths = patterns.map(expand)
        if paths.count == 1 { return paths[0] }
        return Set(paths.joined()).sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Of one pattern the C library gives each path once, in the order of bytes: the program has the
    /// locale "C".
    private static func expand(_ pattern: String) -> [[UInt8]] {
        var paths: [[UInt8]] = []
        var found = unsafe glob_t()
        if unsafe glob(pattern, 0, nil, &found) == 0 {
            paths.reserveCapacity(Int(unsafe found.gl_pathc))
            for index in 0..<Int(unsafe found.gl_pathc) {
                guard let path = unsafe found.gl_pathv[index] else { continue }
                let bytes = unsafe UnsafeRawBufferPointer(start: path, count: strlen(path))
                paths.append(unsafe Array(bytes))
            }
        }
        unsafe globfree(&found)
        return paths
    }

    /// Whether a path is one that a pattern names.
    static func matches(_ path: [UInt8], _ pattern: String) -> Bool {
        let name = path.map { CChar(bitPattern: $0) } + [0]
        return unsafe fnmatch(pattern, name, FNM_PATHNAME | FNM_PERIOD) == 0
    }

    /// The directories in which files that match may appear: the part of each pattern before its
    /// first wildcard.
    static func directories(_ patterns: [String]) -> [String] {
        let directories = patterns.map { pattern -> String in
            let parts = pattern.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            let plain = parts.prefix { !$0.contains { "*?[".contains($0) } }
            let path = plain.joined(separator: "/")
            return path.isEmpty ? (pattern.hasPrefix("/") ? "/" : ".") : path
        }
        return Set(directories).sorted()
    }
}
