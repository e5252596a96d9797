/// The commands that a search may use, by name.
///
/// A value that is handed down, so that the commands know the parts of the language which they are
/// made of, and those parts know no command.
struct CommandTable: Sendable {
    /// In the order of the documentation.
    let commands: [any Command.Type]
    /// The names of those that make rows themselves, aliases among them.
    let generating: Set<String>
    /// The command that a search begins with which names none: `EventCode=7 | stats count`.
    let implied: any Command.Type

    init(_ commands: [any Command.Type], implied: any Command.Type) {
        self.commands = commands
        self.implied = implied
        generating = Set(
            (commands.filter { $0.isGenerating } + [implied]).flatMap { [$0.name] + $0.aliases })
    }

    /// - Parameter name: In lower case.
    func command(_ name: String) -> (any Command.Type)? {
        commands.first { $0.name == name || $0.aliases.contains(name) }
    }
}
