/// The macros that a search may call, by name and number of arguments.
package struct MacroTable: Sendable {
    private struct Key: Hashable {
        let name: String
        let arity: Int
    }

    private var macros: [Key: Macro] = [:]
    /// For each name what it may be mistaken for, and its numbers of arguments.
    private var known: [String: Name] = [:]

    private struct Name {
        let candidate: Suggestion.Candidate
        var arities: Set<Int> = []
    }

    package init() {}

    /// - Parameter macros: Of two with one name and number of arguments the later one wins.
    package init(_ macros: some Sequence<Macro>) {
        for macro in macros { define(macro) }
    }

    package mutating func define(_ macro: Macro) {
        macros[Key(name: macro.name, arity: macro.arguments.count)] = macro
        known[macro.name, default: Name(candidate: Suggestion.Candidate(macro.name))].arities
            .insert(macro.arguments.count)
    }

    package func macro(_ name: String, arity: Int) -> Macro? {
        macros[Key(name: name, arity: arity)]
    }

    /// The numbers of arguments that a macro of this name is defined for, ascending; empty when
    /// there is none of that name.
    package func arities(of name: String) -> [Int] {
        known[name]?.arities.sorted() ?? []
    }

    /// All names, sorted.
    package var names: [String] { known.keys.sorted() }

    /// The macro whose name is nearest to one that is not known; of equally near ones the first by
    /// name.
    func nearest(to name: String) -> String? {
        let all = known.values.lazy.map(\.candidate)
        guard let near = Suggestion.nearest(to: name, among: all) else { return nil }
        // Others may be as near, and which of them comes first in the table is chance.
        let wanted = Suggestion.Candidate(name).compared
        let slips = Suggestion.distance(wanted, near.compared)
        var rows = DistanceRows()
        return all.filter { rows.distance(wanted, $0.compared, atMost: slips) != nil }
            .map(\.name).min()
    }
}
