import SPL
import Sigma

/// Finds the rules that correlations are over, among all rules that were loaded.
struct CorrelationLinks {
    private let documents: [DetectionDocument]
    private let findings: [ContentFinding]
    /// Places of documents by what a reference may call them.
    private var places: [String: [Int]] = [:]

    /// - Parameter findings: What is wrong with rules that are not among the documents.
    init(_ documents: [DetectionDocument], _ findings: [ContentFinding]) {
        self.documents = documents
        self.findings = findings
        for (place, document) in documents.enumerated() {
            guard let head = document.rule?.head else { continue }
            for name in Set([head.id?.lowercased(), head.name, head.title].compactMap { $0 }) {
                places[name, default: []].append(place)
            }
        }
    }

    /// A correlation with its rules, or what is wrong with it; nil for another document.
    func linked(_ place: Int) -> DetectionRule? {
        guard var rule = documents[place].rule, case .correlation = rule.body else { return nil }
        var parts: Set<Int> = []
        do throws(BrokenLink) {
            var count = 0
            let linked = try correlation(place, within: [], &parts, &count)
            rule.link(linked, parts: parts.sorted().map { documents[$0].id })
        } catch {
            rule.breakLink(error.problem)
        }
        return rule
    }

    private struct BrokenLink: Error { let problem: ContentProblem }

    /// - Parameters:
    ///   - within: The correlations around it, outermost first.
    ///   - parts: Gets the places of what it is over.
    ///   - count: Of the rules so far, each as often as it is named.
    private func correlation(
        _ place: Int, within: [Int], _ parts: inout Set<Int>, _ count: inout Int
    ) throws(BrokenLink) -> LinkedCorrelation {
        guard let rule = documents[place].rule, case .correlation(let body) = rule.body else {
            preconditionFailure("\(documents[place].name) is no correlation")
        }
        var linked: [LinkedCorrelation.Part] = []
        var named: Set<Int> = []
        for reference in rule.references {
            let found = try document(reference, of: place)
            let path = within + [place]
            if path.contains(found) {
                let names = (path + [found]).map { documents[$0].name }.joined(separator: " → ")
                throw BrokenLink(
                    problem: reference.problem(
                        .error, "the correlation is over itself (\(names)): name other rules"))
            }
            guard path.count <= LinkedCorrelation.depthMax else {
                throw BrokenLink(
                    problem: reference.problem(
                        .error,
                        "more than \(LinkedCorrelation.depthMax) correlations lie within one "
                            + "another: take out some"))
            }
            // An event would count as often as its rule is named.
            guard named.insert(found).inserted else {
                throw BrokenLink(
                    problem: reference.problem(
                        .error,
                        "the rule \"\(documents[found].name)\" is named twice: take one out"))
            }
            parts.insert(found)
            switch documents[found].rule?.body {
            case .rule(let rule):
                linked.append(.rule(rule))
                count += 1
                guard count <= LinkedCorrelation.rulesMax else {
                    throw BrokenLink(
                        problem: reference.problem(
                            .error,
                            "with this rule the correlation is over more than "
                                + "\(LinkedCorrelation.rulesMax) rules: make several of it"))
                }
            case .correlation:
                linked.append(.correlation(try correlation(found, within: path, &parts, &count)))
            case nil: preconditionFailure("\(documents[found].name) is no rule")
            }
        }
        return LinkedCorrelation(rule: body, parts: linked)
    }

    /// Names need not be unique but in their file.
    private func document(
        _ reference: LocatedText, of place: Int
    ) throws(BrokenLink) -> Int {
        let found = places[reference.value] ?? places[reference.value.lowercased()] ?? []
        if let same = found.first(where: { documents[$0].file == documents[place].file }) {
            return same
        }
        if let last = found.last { return last }
        let message: String
        if findings.contains(where: { $0.isError(of: reference.value) }) {
            message = "the rule \"\(reference.value)\" has a mistake of its own: mend that first"
        } else {
            let near = Suggestion.nearest(to: reference.value, among: places.keys.sorted())
            message =
                "no rule is called \"\(reference.value)\": "
                + (near.map { "did you mean \"\($0)\"?" }
                    ?? "write the id or the name of one that content has")
        }
        throw BrokenLink(problem: reference.problem(.error, message))
    }
}
