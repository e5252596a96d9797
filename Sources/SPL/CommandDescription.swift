/// What the documentation says about a supported command.
package struct CommandDescription: Equatable, Sendable {
    package let name: String
    package let syntax: String
    package let summary: String

    /// All supported commands, in the order of the registry.
    package static var all: [CommandDescription] {
        CommandRegistry.all.commands.map {
            CommandDescription(name: $0.name, syntax: $0.syntax, summary: $0.summary)
        }
    }
}
