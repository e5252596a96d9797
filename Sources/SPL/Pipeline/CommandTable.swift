/// The commands that a search may use, by name.
///
/// A value that is handed down, so that the commands know the parts of the language which they are
/// made of, and those parts know no command.
struct CommandTable: Sendable {
    /// In the order of the documentation.
    let commands: [any Command.Type]
    /// The names of those that make rows themselves, aliases among them.
    let generating: Set<String>

    init(_ commands: [any Command.Type]) {
        self.commands = commands
        generating = Set(
            commands.filter { $0.isGenerating }.flatMap { [$0.name] + $0.aliases })
    }

    /// - Parameter name: In lower case.
    func command(_ name: String) -> (any Command.Type)? {
        commands.first { $0.name == name || $0.aliases.contains(name) }
    }
}
