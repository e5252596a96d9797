import CIM
import Glibc
import SecurityContent

/// The files with the names of sensors and users: reads them, and knows when they changed.
///
/// Confined to one thread at a time.
struct IdentityFiles: Sendable {
    /// How much is read.
    struct Limits: Sendable {
        var table = IdentityTable.Limits()
        /// Files of one kind; further ones are left out.
        var files = 10_000
        /// Of one file, decompressed.
        var fileBytes = 4 << 30
        var lineBytes = 64 << 10
        /// Unreadable lines of one file that get a message each; further lines are only counted.
        var problemsPerFile = 5

        init() {}
    }

    /// What a file was when it was looked at.
    struct Stamp: Equatable, Sendable {
        var path: [UInt8]
        var bytes: Int
        var inode: UInt64
        var device: UInt64
        /// Nanoseconds.
        var changed: Int
    }

    private let settings: Configuration.Identities
    private let limits: Limits
    /// Only ever grows: a file that is gone, or half written, takes no name away.
    private(set) var identities: Identities
    private(set) var problems: [ContentProblem] = []
    private var loaded: [Stamp]?
    private var seen: [Stamp]?

    init(_ settings: Configuration.Identities, limits: Limits = Limits()) {
        self.settings = settings
        self.limits = limits
        identities = Identities(limits: limits.table)
    }

    /// Reads what is there.
    mutating func load() {
        guard !settings.isEmpty else { return }
        let stamps = stamps()
        loaded = stamps
        seen = stamps
        read(settings.sensors, "sensors", .sensor)
        read(settings.users, "users", .user)
    }

    /// Reads again what has changed and, by now, rests: what is being written is left alone until
    /// the next look.
    ///
    /// - Returns: Whether something was read.
    mutating func reload() -> Bool {
        guard !settings.isEmpty else { return false }
        let stamps = stamps()
        let rests = stamps == seen
        seen = stamps
        guard rests, stamps != loaded else { return false }
        load()
        return true
    }

    mutating func takeProblems() -> [ContentProblem] {
        defer { problems = [] }
        return problems
    }

    // MARK: files

    /// The files that patterns name, regular ones, as many as are read.
    private func files(_ patterns: [String]) -> [Stamp] {
        var stamps: [Stamp] = []
        for path in FilePatterns.expand(patterns) {
            var status = stat()
            let name = path.map { CChar(bitPattern: $0) } + [0]
            guard unsafe stat(name, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
                continue
            }
            guard stamps.count < limits.files else { break }
            stamps.append(
                Stamp(
                    path: path, bytes: Int(status.st_size), inode: UInt64(status.st_ino),
                    device: UInt64(status.st_dev),
                    changed: Int(status.st_mtim.tv_sec) &* 1_000_000_000
                        &+ Int(status.st_mtim.tv_nsec)))
        }
        return stamps
    }

    private func stamps() -> [Stamp] { files(settings.sensors) + files(settings.users) }

    private mutating func read(
        _ patterns: [String], _ key: String, _ kind: IdentityFileReader.Kind
    ) {
        guard !patterns.isEmpty else { return }
        let files = files(patterns)
        if files.isEmpty {
            add("", 0, "identities.\(key): no file is there: \(patterns.joined(separator: ", "))")
        } else if files.count == limits.files {
            add("", 0, "identities.\(key): only the first \(limits.files) files are read")
        }
        for file in files {
            var reader = IdentityFileReader(
                kind, path: String(decoding: file.path, as: UTF8.self), limits: limits)
            switch kind {
            case .sensor: reader.read(into: &identities.sensors)
            case .user: reader.read(into: &identities.users)
            }
            problems += reader.problems
        }
    }

    private mutating func add(_ file: String, _ line: Int, _ message: String) {
        problems.append(ContentProblem(.warning, file: file, line: line, message: message))
    }
}
