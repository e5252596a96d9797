import Foundation
import Sigma
import TestSupport

@testable import SecurityContent

/// The part of SigmaHQ's library that lies beside the repository.
enum SharedRules {
    static let root = SharedData.root.appending(path: "sigma")
    static var isPresent: Bool {
        FileManager.default.fileExists(atPath: root.appending(path: "rules").path)
    }

    static func files() throws -> [SigmaRuleFile] {
        let folders = try FileManager.default.contentsOfDirectory(atPath: root.path)
            .filter { $0.hasPrefix("rules") }.sorted()
        return try folders.flatMap { folder in
            try yaml(below: root.appending(path: folder)).map { url in
                SigmaRuleFile(
                    SourceText(file: url.path, text: try String(contentsOf: url, encoding: .utf8)))
            }
        }
    }

    static func yaml(below folder: URL) throws -> [URL] {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return paths.filter { $0.hasSuffix(".yml") }.sorted().map { folder.appending(path: $0) }
    }
}
