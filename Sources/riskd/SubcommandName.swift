import ArgumentParser
import SPL

/// Says which subcommand a word was meant to be, where it is none: ArgumentParser only counts the words
/// that it did not expect.
enum SubcommandName {
    /// - Parameters:
    ///   - words: Of the command line, without the program's name.
    ///   - root: The command that they begin at.
    /// - Returns: What to tell; nil where each word that should name a subcommand does.
    static func problem(_ words: [String], of root: any ParsableCommand.Type) -> String? {
        var command = root
        var path = name(of: root)
        var left = words[...]
        // Of `riskd help replay` the words behind `help` are names as well.
        if left.first == "help" { left = left.dropFirst() }
        while let word = left.popFirst(), !command.configuration.subcommands.isEmpty,
            !word.hasPrefix("-")
        {
            let known = command.configuration.subcommands
            guard let next = known.first(where: { name(of: $0) == word }) else {
                let names = known.map(name(of:))
                let near = Suggestion.nearest(to: word, among: names)
                return "\(path) has no subcommand '\(word)'."
                    + (near.map { " Did you mean '\($0)'?" }
                        ?? " There are: \(names.joined(separator: ", ")).")
            }
            command = next
            path += " \(word)"
        }
        return nil
    }

    private static func name(of command: any ParsableCommand.Type) -> String {
        command.configuration.commandName ?? "\(command)"
    }
}
