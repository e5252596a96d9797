import ArgumentParser
import CIM
import SPL

/// `riskd language`: what searches may use.
struct LanguageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "language",
        abstract: "Print the commands, functions and data sets that searches may use, as Markdown.")

    @Flag(help: "Print where each field of the data sets comes from instead.")
    var fields = false

    func run() throws {
        var out = StandardOutput()
        out.write(fields ? FieldTable.markdown : SupportedLanguage.markdown)
        out.flush()
    }
}
