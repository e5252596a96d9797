import Sigma

/// What was read of one file of Sigma rules.
struct ReadRules: Sendable {
    private(set) var documents: [DetectionDocument] = []
    private(set) var filters: [FilterRule] = []
    private(set) var findings: [ContentFinding] = []
    /// Whether the file is of something else, such as a table of a converter.
    private(set) var isOther = false

    init(_ file: ContentFile, _ settings: SigmaSettings) {
        let problems = ProblemCollector()
        guard let source = file.source(problems) else {
            // One file of a library that cannot be read keeps nobody from starting.
            note(problems.problems, .detection(name: nil, id: nil, stem: file.stem))
            return
        }
        let read = SigmaRuleFile(source, settings.placeholders)
        isOther = read.isOther
        if isOther { return }
        note(read.problems, .detection(name: nil, id: nil, stem: file.stem))
        for entry in read.entries {
            let subject = ContentFinding.Subject.rule(name: entry.title, id: entry.id)
            note(entry.problems, subject)
            switch entry.document {
            case .rule(let rule):
                documents.append(DetectionDocument(rule, entry.place, file.path, settings))
            case .filter(let filter): filters.append(filter)
            case .correlation(let rule):
                documents.append(
                    DetectionDocument(
                        rule, entry.place, references: entry.references, file.path))
            case .invalid: break
            }
        }
    }

    private mutating func note(_ problems: [ContentProblem], _ subject: ContentFinding.Subject) {
        findings += problems.map { ContentFinding(problem: $0, subject: subject) }
    }
}
