import Foundation

/// Which commit of a Git repository a directory stands at, read from its files: no program is run.
enum ContentCommit {
    /// Directories above that are looked at.
    private static let levelsMax = 20

    /// Nil where the directory is in no repository, or that cannot be told.
    static func of(_ directory: String) -> String? {
        var place = URL(filePath: directory).standardizedFileURL
        for _ in 0..<levelsMax {
            if let repository = repository(in: place) { return head(of: repository) }
            let above = place.deletingLastPathComponent()
            if above.path == place.path { return nil }
            place = above
        }
        return nil
    }

    /// A `.git` is a directory, or a file that names one: `gitdir: ../.git/worktrees/x`.
    private static func repository(in place: URL) -> URL? {
        let git = place.appending(path: ".git")
        if FileManager.default.fileExists(atPath: git.appending(path: "HEAD").path) { return git }
        guard let text = text(of: git), text.hasPrefix("gitdir: ") else { return nil }
        return URL(filePath: String(text.dropFirst("gitdir: ".count)), relativeTo: place)
    }

    private static func head(of repository: URL) -> String? {
        guard let head = text(of: repository.appending(path: "HEAD")) else { return nil }
        guard head.hasPrefix("ref: ") else { return commit(head) }
        let name = String(head.dropFirst("ref: ".count))
        // A work tree of its own has its references where the main one has them.
        var roots = [repository]
        if let common = text(of: repository.appending(path: "commondir")) {
            roots.append(URL(filePath: common, relativeTo: repository))
        }
        for root in roots {
            if let loose = text(of: root.appending(path: name)) { return commit(loose) }
            let packed = text(of: root.appending(path: "packed-refs")) ?? ""
            for line in packed.split(separator: "\n") where line.hasSuffix(" \(name)") {
                return commit(String(line.prefix { $0 != " " }))
            }
        }
        return nil
    }

    private static func commit(_ text: String) -> String? {
        (40...64).contains(text.count) && text.allSatisfy(\.isHexDigit) ? text : nil
    }

    private static func text(of url: URL) -> String? {
        FileManager.default.contents(atPath: url.path)
            .map { String(decoding: $0, as: UTF8.self) }
            .map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
    }
}
