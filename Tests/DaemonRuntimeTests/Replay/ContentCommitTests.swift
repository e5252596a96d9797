import Foundation
import TestSupport
import Testing

@testable import DaemonRuntime

/// The commit that content stands at, read from the files of Git.
struct ContentCommitTests {
    private static let commit = String(repeating: "ab", count: 20)

    @Test("a repository is found twenty directories above content at most", arguments: [0, 19, 20])
    func levels(depth: Int) throws {
        let directory = try TemporaryDirectory(holding: ".git/refs/heads")
        try directory.write("ref: refs/heads/main\n", to: ".git/HEAD")
        try directory.write(Self.commit + "\n", to: ".git/refs/heads/main")
        let content = directory.path + String(repeating: "/d", count: depth)
        try FileManager.default.createDirectory(
            atPath: content, withIntermediateDirectories: true)
        #expect(ContentCommit.of(content) == (depth < 20 ? Self.commit : nil))
    }
}
