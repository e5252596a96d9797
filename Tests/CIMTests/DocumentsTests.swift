import Foundation
import Testing

@testable import CIM

/// README.md and docs/NORMALIZATION.md name what the registries hold: nobody looks for a source type
/// in the code.
struct DocumentsTests {
    static let paths = ["README.md", "docs/NORMALIZATION.md"]

    static func text(_ path: String) throws -> String {
        let root = URL(filePath: #filePath.replacing(/Tests\/CIMTests\/.*/, with: ""))
        return try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    @Test("each data set is named", arguments: paths)
    func dataSets(path: String) throws {
        let text = try Self.text(path)
        for dataSet in DataModel.all {
            let name = dataSet.qualifiedName
            #expect(text.contains("`\(name)`"), "\(path): \(name)")
        }
    }

    @Test("each event id that is read stands in a line of its data set", arguments: paths)
    func eventIDs(path: String) throws {
        let lines = try Self.text(path).split(separator: "\n")
        for sourcetype in Sourcetypes.all {
            let dataSet = sourcetype.dataSet.qualifiedName
            let rows = lines.filter { $0.hasPrefix("|") && $0.contains("`\(dataSet)`") }
            for eventID in SourceEvent.eventIDs(of: sourcetype.sourceEvents) {
                let isNamed = rows.contains { row in
                    row.split(whereSeparator: { !$0.isNumber }).contains { $0 == "\(eventID)" }
                }
                #expect(isNamed, "\(path): \(sourcetype) reads event \(eventID) into \(dataSet)")
            }
        }
    }

    @Test("NORMALIZATION names each source type")
    func sourcetypes() throws {
        let text = try Self.text("docs/NORMALIZATION.md")
        for sourcetype in Sourcetypes.all {
            #expect(text.contains("| `\(sourcetype)` |"), "\(sourcetype)")
        }
    }
}
