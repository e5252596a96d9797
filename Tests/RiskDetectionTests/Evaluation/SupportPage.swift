import SPL

/// What docs/SPL-SUPPORT.md promises, read from the page itself: a test of the promises cannot miss one
/// that the page has.
enum SupportPage {
    /// The commands and what each is written as, in the order of the page.
    static let commands: [(name: String, syntax: String)] = lines("## Commands")
        .reduce(into: []) { commands, line in
            if line.hasPrefix("### `") {
                commands.append((String(line.dropFirst(5).dropLast()), ""))
            } else if let last = commands.last, line.hasPrefix("\(last.name)"), last.syntax.isEmpty
            {
                commands[commands.count - 1].syntax = line
            }
        }

    /// The options of a command, `mode=sed` and `type=left` with what may stand there.
    static func options(_ syntax: String) -> Set<String> {
        var options: Set<String> = []
        for match in syntax.matches(of: /(^|[\[ ])([a-z_0-9]+)=([a-z|]+|)/) {
            let (name, values) = (String(match.output.2), match.output.3)
            if values.isEmpty {
                options.insert(name)
            } else {
                for value in values.split(separator: "|") { options.insert("\(name)=\(value)") }
            }
        }
        return options
    }

    /// The forms of functions of `eval`.
    static let functions = lines("## Functions of `eval` and `where`")
        .filter { $0.hasPrefix("- `") }.map { String($0.dropFirst(3).dropLast()) }

    /// The names of aggregates in the line that begins so.
    static func aggregates(_ start: String) -> [String] {
        lines("## Aggregates").first { $0.hasPrefix(start) }.map { line in
            line.matches(of: /`([a-z_]+(<n>)?)`/).map { String($0.output.1) }
                .filter { !["tstats", "stats", "eventstats", "streamstats"].contains($0) }
        } ?? []
    }

    private static func lines(_ heading: String) -> [String] {
        let all = SupportedLanguage.markdown.split(
            separator: "\n", omittingEmptySubsequences: false
        )
        .map(String.init)
        return Array(all.drop { $0 != heading }.dropFirst().prefix { !$0.hasPrefix("## ") })
    }
}
