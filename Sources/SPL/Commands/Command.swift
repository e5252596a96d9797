/// A command of the pipeline: how it is written, and what it means as relations.
///
/// A new command is one file with a type of this protocol and one line in ``CommandRegistry``.
protocol Command: SendableMetatype {
    static var name: String { get }
    /// Other names of the command.
    static var aliases: [String] { get }
    /// Whether it makes rows itself and so stands first; all others need rows from before.
    static var isGenerating: Bool { get }
    /// Whether a generating command may add its rows to those of the commands before it.
    static var canAppend: Bool { get }
    /// How it is written, for the documentation.
    static var syntax: String { get }
    /// One sentence on what it does, for the documentation.
    static var summary: String { get }

    /// Reads what is written behind the name, all of it.
    ///
    /// Problems after which reading can go on, such as an unknown option, go to `diagnostics`.
    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem)

    /// Adds the command to the plan. Problems with names go to the plan's diagnostics.
    func lower(into plan: inout PlanBuilder)
}

extension Command {
    static var aliases: [String] { [] }
    static var canAppend: Bool { false }
}

/// All commands that a search may use.
enum CommandRegistry {
    static let all: [any Command.Type] = [
        Tstats.self,
        Inputlookup.self,
        Search.self,
        Where.self,
        Regex.self,
        Eval.self,
        Rex.self,
        Convert.self,
        Bin.self,
        Fillnull.self,
        Makemv.self,
        Nomv.self,
        Mvexpand.self,
        LookupCommand.self,
        Rename.self,
        TableCommand.self,
        Fields.self,
        Stats.self,
        Eventstats.self,
        Streamstats.self,
        Dedup.self,
        Sort.self,
        Head.self,
        Tail.self,
        Join.self,
        Append.self,
    ]

    /// - Parameter name: In lower case.
    static func command(_ name: String) -> (any Command.Type)? {
        all.first { $0.name == name || $0.aliases.contains(name) }
    }
}

/// What the documentation says about a supported command.
package struct CommandDescription: Equatable, Sendable {
    package let name: String
    package let syntax: String
    package let summary: String

    /// All supported commands, in the order of the registry.
    package static var all: [CommandDescription] {
        CommandRegistry.all.map {
            CommandDescription(name: $0.name, syntax: $0.syntax, summary: $0.summary)
        }
    }
}
