import Foundation
import Sigma
import TestSupport
import Testing

@testable import SecurityContent

/// Rules as texts, read the way riskd reads them.
struct RuleText {
    let text: String

    init(_ text: String) { self.text = text }

    /// A rule with this block `detection`, its lines indented by two blanks.
    init(detection: String) {
        let lines = detection.split(separator: "\n", omittingEmptySubsequences: false)
        text =
            "title: A rule\nlogsource: {product: windows}\ndetection:\n"
            + lines.map { "  " + $0 }.joined(separator: "\n") + "\n"
    }

    var source: SourceText { SourceText(file: "rule.yml", text: text) }

    func file(_ placeholders: [String: [String]] = [:]) -> SigmaRuleFile {
        SigmaRuleFile(source, SigmaPlaceholders(placeholders))
    }

    func rule(_ placeholders: [String: [String]] = [:]) throws -> SigmaRule {
        let file = file(placeholders)
        guard let entry = file.entries.first else { throw NoRule(problems: file.problems) }
        guard case .rule(let rule) = entry.document else {
            throw NoRule(problems: entry.problems)
        }
        return rule
    }

    /// The first document as a tree.
    func tree() throws -> RuleNode {
        var places = RulePlaces(source)
        let roots = try #require(YAMLDocument.roots(of: source, problems: ProblemCollector()))
        return places.tree(try #require(roots.first))
    }

    /// Thrown for a text that holds no rule.
    struct NoRule: Error {
        let problems: [ContentProblem]
    }

    var problems: [ContentProblem] {
        let file = file()
        return file.problems + file.entries.flatMap(\.problems)
    }

    var errors: [ContentProblem] { problems.filter { $0.severity == .error } }
}

/// A record as names and values.
struct NamedValues: SigmaRecord {
    var fields: NaiveSigma.Record

    init(_ fields: NaiveSigma.Record) { self.fields = fields }

    func values(of field: String) -> [String] { fields[field] ?? [] }
    var allValues: [String] { fields.values.flatMap { $0 } }
}
