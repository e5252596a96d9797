import Foundation

/// Directories of content that vanish with the value.
final class TemporaryContent {
    let root: URL

    init() throws {
        root = FileManager.default.temporaryDirectory.appending(path: "content-\(UUID())")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    }

    deinit {
        // A directory that stays behind harms no later test: each has its own.
        try? FileManager.default.removeItem(at: root)
    }

    var path: String { root.path }

    func write(_ path: String, _ text: String) throws { try write(path, Data(text.utf8)) }

    func write(_ path: String, _ data: Data) throws {
        let url = root.appending(path: path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url)
    }

    /// What a problem is called without the temporary directory in front.
    func relative(_ text: String) -> String { text.replacing(path + "/", with: "") }
}

/// The package.
enum Package {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static var config: String { root.appending(path: "config").path }
}
