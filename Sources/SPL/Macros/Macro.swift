/// A search macro: text with named arguments that stands for a piece of a search.
package struct Macro: Equatable, Sendable {
    package var name: String
    /// Argument names in order; in the definition they stand as `$name$`.
    package var arguments: [String]
    package var definition: String

    package init(name: String, arguments: [String] = [], definition: String) {
        self.name = name
        self.arguments = arguments
        self.definition = definition
    }
}
