import Foundation
import Testing

@testable import DaemonRuntime

@Suite("the journal catalogue")
struct CatalogTests {
    private static let root = Checkout.root

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// The text of all Swift files below Sources.
    private static func sources() throws -> String {
        let files = FileManager.default.enumerator(
            at: root.appending(path: "Sources"), includingPropertiesForKeys: nil)
        let swift = (files?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }
        return try swift.map { try String(contentsOf: $0, encoding: .utf8) }.joined()
    }

    private static func matches(_ pattern: String, _ text: String) throws -> [String] {
        let expression = try Regex(pattern, as: (Substring, Substring).self)
            .anchorsMatchLineEndings()
        return text.matches(of: expression).map { String($0.output.1) }
    }

    @Test("each message id of the sources has one entry, and no entry is without a message")
    func entries() throws {
        let catalog = try Self.matches("^-- ([0-9a-f]{32})$", Self.text("systemd/riskd.catalog"))
        let code = try Self.matches("\"([0-9a-f]{32})\"", Self.sources())
        #expect(code.count >= 18)
        #expect(Set(code).count == code.count, "a message id is used twice")
        #expect(catalog.sorted() == code.sorted())
    }

    @Test("an entry explains itself with fields that are sent, under a subject")
    func fields() throws {
        let catalog = try Self.text("systemd/riskd.catalog")
        let sources = try Self.sources()
        for field in try Self.matches("@([A-Z_]+)@", catalog) {
            #expect(sources.contains("\"\(field)\""), "nothing sends \(field)")
        }
        let entries = catalog.components(separatedBy: "\n-- ").dropFirst()
        for entry in entries {
            let lines = entry.components(separatedBy: "\n")
            #expect(lines.count > 5 && lines[1].hasPrefix("Subject: "), "\(lines[0])")
            #expect(lines[2] == "Defined-By: riskd" && lines[4].isEmpty, "\(lines[0])")
        }
    }
}
