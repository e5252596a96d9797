import CIM
import Foundation
import SPL
import SecurityContent
import TestSupport

/// A detection, macro or lookup file among sound ones.
final class ContentTarget: FuzzTarget {
    static let name = "content"
    static let seeds: [[UInt8]] = {
        let config = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "config")
        let names = FileManager.default.enumerator(atPath: config.path)?.compactMap {
            $0 as? String
        }
        let shipped = (names ?? []).filter { $0.hasSuffix(".yml") }.sorted().compactMap {
            try? [UInt8](Data(contentsOf: config.appending(path: $0)))
        }
        return shipped + [Array("name: a\nsearch: >-\n  | tstats\n  count\n".utf8)]
    }()
    static let words = [
        "name: ", "search: ", "|-\n  ", ">\n  ", "- ", "  ", "\n", ":", "{", "}", "[", "]", "\"",
        "'",
        "&a ", "*a", "!!binary ", "!!set ", "<<: *a", "---\n", "...\n", "%YAML 1.2\n", "#", "\t",
        "? ", "tags:\n", "rba:\n", "mitre_attack_id: [T1197]\n", "\\x1b", "\u{85}", "\u{2028}",
        "\u{FEFF}", "0x1F", "1_000", "1e999", "~", "null", "yes", ".inf", "2001-01-01", "macros:\n",
    ]

    private let directory = NSTemporaryDirectory() + "riskd-fuzz-\(getpid())"

    init() {
        for name in ["detections", "macros", "lookups"] {
            try? FileManager.default.createDirectory(
                atPath: directory + "/" + name, withIntermediateDirectories: true)
        }
    }

    func run(_ input: [UInt8], _ random: inout SplitMix64) -> Int {
        let places = ["detections/x.yml", "macros/x.yml", "lookups/x.yml"]
        let place = directory + "/" + places.randomElement(using: &random)!
        _ = FileManager.default.createFile(atPath: place, contents: Data(input))
        defer { try? FileManager.default.removeItem(atPath: place) }
        let library = ContentLibrary.load(directories: [directory])
        let content = library.compile(
            configuration: Configuration(), zone: .utc, selecting: .all)
        var kind = content.detections.count
        for problem in content.problems {
            let text = problem.description
            precondition(!text.contains("\u{1B}"), "a message steers the terminal")
            kind = kind &* 31 &+ fuzzKind("\(problem.message.prefix(20))")
        }
        return kind
    }
}
