import Foundation

/// A directory of one test's own, gone with it.
package final class TemporaryDirectory: Sendable {
    package let path: String

    /// - Parameter folder: A directory in it that is there from the start.
    package init(holding folder: String? = nil) throws {
        path = NSTemporaryDirectory() + "riskd-test-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: folder.map { path + "/" + $0 } ?? path, withIntermediateDirectories: true)
    }

    deinit {
        // What a test leaves behind is no failure of the test.
        try? FileManager.default.removeItem(atPath: path)
    }

    package func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path + "/" + name))
    }

    package func append(_ bytes: some Sequence<UInt8>, to name: String) throws {
        let file = path + "/" + name
        if !FileManager.default.fileExists(atPath: file) {
            _ = FileManager.default.createFile(atPath: file, contents: nil)
        }
        let handle = try FileHandle(forWritingTo: URL(filePath: file))
        defer { handle.closeFile() }
        handle.seekToEndOfFile()
        handle.write(Data(bytes))
    }

    package func text(of name: String) throws -> String {
        try String(contentsOf: URL(filePath: path + "/" + name), encoding: .utf8)
    }

    package func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: path + "/" + name)
    }

    /// Nothing where there is no such file.
    package func lines(of name: String) -> [String] { ByteLines.texts(of: path + "/" + name) }

    /// Whole lines of a file; asking for it again and again costs little.
    package func lineCount(of name: String) -> Int { ByteLines.count(in: path + "/" + name) }
}
