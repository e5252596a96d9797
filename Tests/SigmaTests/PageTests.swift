import Foundation
import Testing

@testable import Sigma

/// docs/SIGMA.md says what the program does.
struct PageTests {
    private func text() throws -> String {
        let package = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: package.appending(path: "docs/SIGMA.md"), encoding: .utf8)
    }

    @Test("the page names every modifier")
    func modifiers() throws {
        let table = try #require(try text().split(separator: "### Modifiers").last)
            .split(separator: "##")[0]
        for modifier in Modifier.allCases {
            #expect(table.contains("`\(modifier.rawValue)`"), "\(modifier)")
        }
    }

    /// Log sources whose records are read, and those records, as lines of the page.
    private static func line(_ product: String, _ category: String) -> String? {
        let source = LogSource(product: product, category: category)
        guard case .sources(let found) = LogSourceTable.standard.answer(source) else { return nil }
        let names = found.filter { $0.format != .falcon }.map(\.name)
        return "| `\(source)` | \(names.joined(separator: "; ")) |"
    }

    @Test("the page lists the records of every category")
    func sources() throws {
        let categories =
            Array(SysmonSources.categories.keys) + Array(WindowsChannels.powerShell.keys)
            + ["antivirus"]
        let lines = ["windows", "linux"].flatMap { product in
            categories.sorted().compactMap { Self.line(product, $0) }
        }
        let block = try #require(try text().split(separator: "<!-- sources -->").last)
            .split(separator: "<!-- end")[0]
        let page = block.split(separator: "\n").map(String.init).dropFirst(2)
        #expect(Array(page) == lines)
    }

    @Test("the page has the score of every level")
    func scores() throws {
        let page = try text()
        for level in RuleLevel.allCases {
            let hasLine = page.split(separator: "\n").contains {
                $0.hasPrefix("| `\(level.rawValue)`") && $0.contains("| \(level.score) |")
            }
            #expect(hasLine, "\(level)")
        }
    }
}
