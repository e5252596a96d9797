import ArgumentParser
import SPL

/// `riskd language`: what searches may use.
struct LanguageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "language",
        abstract: "Print the commands, functions and data sets that searches may use, as Markdown.")

    func run() throws {
        var out = StandardOutput()
        out.write(SupportedLanguage.markdown)
        out.flush()
    }
}
