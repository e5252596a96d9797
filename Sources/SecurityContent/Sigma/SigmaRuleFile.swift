package import Sigma

/// A file of Sigma rules as it was read: its documents, and what is wrong with each.
package struct SigmaRuleFile: Sendable {
    package struct Entry: Sendable {
        package var document: SigmaFile.Document
        package var problems: [ContentProblem]
        /// Where its log source stands, or the document begins; the text names the rule.
        package var place: LocatedText
        /// The rules that a correlation names.
        package var references: [LocatedText] = []

        /// The title, where the document says one.
        package var title: String? {
            switch document {
            case .rule(let rule): rule.head.title
            case .correlation(let rule): rule.head.title
            case .filter(let filter): filter.head.title
            case .invalid(let title, _): title
            }
        }

        package var id: String? {
            switch document {
            case .rule(let rule): rule.head.id
            case .correlation(let rule): rule.head.id
            case .filter(let filter): filter.head.id
            case .invalid(_, let id): id
            }
        }
    }

    package let file: String
    package private(set) var entries: [Entry] = []
    /// Whether no document of the file has a key that rules have.
    package private(set) var isOther = false
    /// Problems of the file as a whole.
    package private(set) var problems: [ContentProblem] = []

    /// Reads a text; what is wrong is a problem of the file or of a document in it.
    package init(
        _ source: SourceText, _ placeholders: SigmaPlaceholders = SigmaPlaceholders()
    ) {
        file = source.file
        let collector = ProblemCollector()
        guard let roots = YAMLDocument.roots(of: source, problems: collector) else {
            problems = collector.problems
            return
        }
        var places = RulePlaces(source)
        let trees = roots.map { places.tree($0) }
        isOther = !trees.isEmpty && !trees.contains(where: SigmaFile.isRule)
        let rules = SigmaFile(trees, placeholders)
        problems = rules.problems.map { places.located($0, detection: nil) }
        entries = rules.entries.map { entry in
            var read = Entry(
                document: entry.document, problems: [], place: places.text("", at: entry.place))
            let title = read.title
            let name = read.id ?? title ?? "without a title"
            read.place = places.text("Sigma rule \(name)", at: entry.place)
            if case .correlation(let rule) = entry.document {
                read.references = rule.rules.map { places.text($0.name, at: $0.place) }
            }
            read.problems = entry.problems.map { places.located($0, detection: title) }.sorted()
            return read
        }
    }
}
