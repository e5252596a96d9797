import ArgumentParser
import DaemonRuntime
import SecurityContent

/// Names of detections for completions of the shell.
enum DetectionNames {
    static let completion = CompletionKind.custom { words, _, prefix in
        names(words, beginning: prefix)
    }

    /// - Parameters:
    ///   - words: Of the command line, for its --config and --content.
    ///   - prefix: What was typed, perhaps within quotes.
    private static func names(_ words: [String], beginning prefix: String) -> [String] {
        let content = values(of: "--content", words)
        guard
            let options = try? ConfigurationOption.parse(
                values(of: "--config", words).suffix(1).flatMap { ["--config", $0] })
        else { return [] }
        let path = options.path(orNoneWith: content)
        let own = path.flatMap(Setup.document)?.configuration.content ?? []
        let library = ContentLibrary.load(directories: own + content)
        let typed = prefix.filter { $0 != "\\" && $0 != "\"" && $0 != "'" }.lowercased()
        return library.names.map(\.name).filter { $0.lowercased().hasPrefix(typed) }.sorted()
    }

    private static func values(of option: String, _ words: [String]) -> [String] {
        zip(words, words.dropFirst()).filter { $0.0 == option }.map(\.1)
            + words.filter { $0.hasPrefix(option + "=") }.map {
                String($0.dropFirst(option.count + 1))
            }
    }
}
