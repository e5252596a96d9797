import Sigma

/// A directory of Sigma rules, or one file of them.
///
/// Of a checkout of SigmaHQ the folders `rules*` are read, so that its tests and its regression data are
/// not taken for rules.
struct SigmaTree {
    private let directory: ContentDirectory

    init(_ directory: ContentDirectory) { self.directory = directory }

    /// The files, sorted by path; nil where the directory is none of Sigma.
    var files: (files: [ContentFile], problems: [ContentProblem])? {
        let path = directory.path
        let isYAML = path.hasSuffix(".yml") || path.hasSuffix(".yaml")
        if isYAML, !directory.isDirectory(path), ContentFile(path: path).exists {
            return ([ContentFile(path: path)], [])
        }
        let isESCU = ContentDirectory.Part.allCases.contains {
            directory.isDirectory("\(path)/\($0.rawValue)")
        }
        guard !isESCU, directory.isDirectory(path) else { return nil }
        let folders = directory.folders(beginning: "rules")
        let listings = (folders.isEmpty ? [path] : folders).map(directory.files(below:))
        let files = listings.flatMap(\.files).sorted { $0.path < $1.path }
        guard files.contains(where: { Self.isRule($0) }) else { return nil }
        return (files, listings.flatMap(\.problems))
    }

    /// Whether a file has a line that a search of ESCU never has, and every rule has one of.
    private static func isRule(_ file: ContentFile) -> Bool {
        let problems = ProblemCollector()
        guard let source = file.source(problems) else { return false }
        let lines = source.bytes.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        return lines.contains { line in
            ["logsource:", "correlation:", "filter:"].contains { line.starts(with: $0.utf8) }
        }
    }

    /// Rules whose title another one has get some of their id behind it, or a number where they have none:
    /// the title is the name of the detection, and a name is one detection's.
    static func distinct(_ layer: [DetectionDocument]) -> [DetectionDocument] {
        var names: Set<String> = []
        return layer.map { document in
            var document = document
            guard !names.insert(document.name).inserted else { return document }
            let title = document.name
            if document.rule?.head.id != nil { document.name += " (\(document.id.prefix(8)))" }
            var number = 2
            while !names.insert(document.name).inserted {
                document.name = "\(title) (\(number))"
                number += 1
            }
            if document.rule?.head.id == nil { document.id = "sigma: \(document.name)" }
            return document
        }
    }
}
