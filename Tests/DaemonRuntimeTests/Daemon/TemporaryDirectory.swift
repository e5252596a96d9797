import Foundation
import TestSupport

/// A directory of one test's own, gone with it.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "riskd-test-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        // What a test leaves behind is no failure of the test.
        try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path + "/" + name))
    }

    func append(_ bytes: some Sequence<UInt8>, to name: String) throws {
        let file = path + "/" + name
        if !FileManager.default.fileExists(atPath: file) {
            _ = FileManager.default.createFile(atPath: file, contents: nil)
        }
        let handle = try FileHandle(forWritingTo: URL(filePath: file))
        defer { handle.closeFile() }
        handle.seekToEndOfFile()
        handle.write(Data(bytes))
    }

    func lines(of name: String) -> [String] {
        ByteLines.texts(of: path + "/" + name)
    }

    /// Whole lines of a file; asking for it again and again costs little.
    func lineCount(of name: String) -> Int { ByteLines.count(in: path + "/" + name) }
}
