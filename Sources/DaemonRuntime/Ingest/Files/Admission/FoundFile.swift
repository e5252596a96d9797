/// A path that a pattern of the configuration names, or that lies beside a followed one.
struct FoundFile: Equatable {
    var path: [UInt8]
    /// Index into the sources of the configuration.
    var source: Int
    var status: FileStatus
    /// Whether a pattern that names the path is followed for the first time.
    var isPatternNew = false
    /// Whether a wildcard found the path, so that nobody wrote out a link that it may be.
    var isFromWildcard = false

    var displayPath: String { String(decoding: path, as: UTF8.self) }
}
