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
