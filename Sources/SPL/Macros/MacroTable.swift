/// The macros that a search may call, by name and number of arguments.
package struct MacroTable: Sendable {
    private struct Key: Hashable {
        let name: String
        let arity: Int
    }

    private var macros: [Key: Macro] = [:]

    package init() {}

    /// - Parameter macros: Of two with one name and number of arguments the later one wins.
    package init(_ macros: some Sequence<Macro>) {
        for macro in macros { define(macro) }
    }

    package mutating func define(_ macro: Macro) {
        macros[Key(name: macro.name, arity: macro.arguments.count)] = macro
    }

    package func macro(_ name: String, arity: Int) -> Macro? {
        macros[Key(name: name, arity: arity)]
    }

    /// The numbers of arguments that a macro of this name is defined for, ascending; empty when
    /// there is none of that name.
    package func arities(of name: String) -> [Int] {
        macros.keys.filter { $0.name == name }.map(\.arity).sorted()
    }

    /// All names, sorted, for suggestions.
    package var names: [String] { Set(macros.keys.map(\.name)).sorted() }
}
