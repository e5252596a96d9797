import Glibc

/// Paths and globs, expanded by the C library.
enum FilePatterns {
    /// Existing paths that match, as bytes, sorted, each once.
    static func expand(_ patterns: [String]) -> [[UInt8]] {
        var paths: Set<[UInt8]> = []
        for pattern in patterns {
            var found = unsafe glob_t()
            if unsafe glob(pattern, GLOB_NOSORT, nil, &found) == 0 {
                for index in 0..<Int(unsafe found.gl_pathc) {
                    guard let path = unsafe found.gl_pathv[index] else { continue }
                    let bytes = unsafe UnsafeRawBufferPointer(start: path, count: strlen(path))
                    paths.insert(unsafe Array(bytes))
                }
            }
            unsafe globfree(&found)
        }
        return paths.sorted { $0.lexicographicallyPrecedes($1) }
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
