import FoundationEssentials
import RiskDetection
import SPL

/// A directory of a Splunk app: `default/` and `local/` with `savedsearches.conf`, `macros.conf` and
/// `transforms.conf`, and the tables in `lookups/`.
struct SplunkApp {
    private(set) var documents: [DetectionDocument] = []
    private(set) var macros: [MacroDocument] = []
    private(set) var lookups: [LookupTable] = []
    private(set) var findings: [ContentFinding] = []
    /// Stanzas of `savedsearches.conf` that are reports or fill lookups.
    private(set) var otherSearches = 0
    private(set) var filesRead = 0

    private let path: String

    enum File: String, CaseIterable {
        case savedsearches, macros, transforms
    }

    /// The later over the earlier.
    private static let folders = ["default", "local"]
    /// Of one file; that of ESCU has about 12 MB.
    static let bytesMax = 64 << 20

    /// - Returns: Nil where the directory has none of the files.
    init?(_ directory: ContentDirectory) {
        path = directory.path
        let isApp = File.allCases.contains { file in
            Self.folders.contains { ContentFile(path: Self.path(path, $0, file)).exists }
        }
        guard isApp else { return nil }
        readMacros()
        readLookups()
        readSearches()
    }

    private static func path(_ app: String, _ folder: String, _ file: File) -> String {
        "\(app)/\(folder)/\(file.rawValue).conf"
    }

    /// The stanzas of one file in both folders.
    private mutating func stanzas(
        of file: File, _ subject: ContentFinding.Subject
    ) -> [ConfStanza] {
        var documents: [ConfDocument] = []
        for folder in Self.folders {
            let content = ContentFile(path: Self.path(path, folder, file))
            guard content.exists else { continue }
            filesRead += 1
            let problems = ProblemCollector()
            if let source = content.source(problems, bytesMax: Self.bytesMax) {
                documents.append(ConfDocument(source, problems: problems))
            }
            findings += problems.problems.map { ContentFinding(problem: $0, subject: subject) }
        }
        return ConfStanza.merged(documents)
    }

    // MARK: - Searches

    private mutating func readSearches() {
        for stanza in stanzas(of: .savedsearches, .everything) {
            let subject: ContentFinding.Subject
            switch SavedSearch(stanza).read() {
            case .detection(let document):
                documents.append(document)
                subject = .detection(name: document.name, id: document.id, stem: "")
            case .notDetection:
                otherSearches += 1
                continue
            case .invalid(let name, let id): subject = .detection(name: name, id: id, stem: "")
            }
            findings += stanza.problems.problems.map {
                ContentFinding(problem: $0, subject: subject)
            }
        }
    }

    // MARK: - Macros

    /// Source: `macros.conf.spec`.
    private mutating func readMacros() {
        for stanza in stanzas(of: .macros, .everything) {
            let name = MacroSignature(stanza.name)?.name
            if let macro = Self.macro(stanza) { macros.append(macro) }
            findings += stanza.problems.problems.map {
                ContentFinding(problem: $0, subject: .macro(name: name ?? stanza.name))
            }
        }
    }

    private static func macro(_ stanza: ConfStanza) -> MacroDocument? {
        guard let signature = MacroSignature(stanza.name) else {
            stanza.report(
                .error, "no macro name: write \"name\", or \"name(2)\" with two arguments")
            return nil
        }
        if stanza.flag("iseval") {
            stanza.report(
                .error, "iseval",
                "a macro that is an eval expression is not supported: write the text")
            return nil
        }
        let arguments = stanza.list("args")
        let count = signature.arguments.first.flatMap { Int($0) } ?? 0
        guard arguments.count == count else {
            stanza.report(
                .error, "args",
                "the name says \(count) argument(s), args has \(arguments.count): make them agree")
            return nil
        }
        // A macro may stand for nothing.
        return MacroDocument(
            file: stanza.source.file,
            macro: Macro(
                name: signature.name, arguments: arguments,
                definition: stanza.string("definition") ?? ""))
    }

    // MARK: - Lookups

    private mutating func readLookups() {
        var files: [String: (columns: [String], rows: [[String]])] = [:]
        // Each file is a lookup by its own name too.
        for file in tables() {
            filesRead += 1
            let problems = ProblemCollector()
            if let content = LookupDocument.rows(of: file, problems) {
                files[file.name] = content
                lookups.append(
                    LookupTable(name: file.name, columns: content.columns, rows: content.rows))
            }
            findings += problems.problems.map { ContentFinding(problem: $0, subject: .lookup) }
        }
        for stanza in stanzas(of: .transforms, .lookup) {
            if let table = LookupStanza(stanza)?.table(files) { lookups.append(table) }
            findings += stanza.problems.problems.map {
                ContentFinding(problem: $0, subject: .lookup)
            }
        }
    }

    /// The `.csv` files in `lookups/`, sorted.
    private mutating func tables() -> [ContentFile] {
        let folder = "\(path)/lookups"
        guard ContentFile(path: folder).exists else { return [] }
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            return names.filter { $0.hasSuffix(".csv") && !$0.hasPrefix(".") }.sorted()
                .map { ContentFile(path: "\(folder)/\($0)") }
        } catch {
            findings.append(
                ContentFinding(
                    problem: ContentProblem(
                        .error, file: folder, message: "cannot be listed: \(error)"),
                    subject: .lookup))
            return []
        }
    }
}
