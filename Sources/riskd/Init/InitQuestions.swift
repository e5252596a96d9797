import DaemonRuntime

/// What `riskd init` asks on a terminal, where the command line does not say.
struct InitQuestions {
    /// The terminal was closed.
    struct Ended: Error {}

    /// Until an empty line. Each answer is looked at at once.
    func logs() throws -> [String] {
        StandardError.write(
            "Where are the logs? A file, a directory or a pattern, such as\n"
                + "/var/log/windows/*.xml, one a line; journal for the systemd journal;\n"
                + "an empty line when done.")
        var answers: [String] = []
        while true {
            let answer = try ask("logs")
            if answer.isEmpty { return answers }
            answers.append(answer)
            if answer != "journal" {
                let place = LogPlace(answer)
                StandardError.write(TextTable.safe("  \(place.seen)"))
                for warning in place.warnings {
                    StandardError.write(TextTable.safe("  warning: \(warning)"))
                }
            }
        }
    }

    func content() throws -> [String] {
        StandardError.write(
            "Which detections beside those that come with riskd? The directory of a\n"
                + "checkout of security_content, of a Splunk app or of Sigma rules, one a\n"
                + "line; an empty line when done.")
        var answers: [String] = []
        while true {
            let answer = try ask("content")
            if answer.isEmpty { return answers }
            answers.append(answer)
        }
    }

    /// - Returns: Nil for what is usual.
    func enabled(usual: String) throws -> [String]? {
        StandardError.write(
            "Which of them run? Names or patterns with *, one a line; an empty line\n"
                + "for \(usual).")
        var answers: [String] = []
        while true {
            let answer = try ask("enable")
            if answer.isEmpty { return answers.isEmpty ? nil : answers }
            answers.append(answer)
        }
    }

    private func ask(_ prompt: String) throws -> String {
        StandardError.prompt("\(prompt)> ")
        guard let line = readLine() else { throw Ended() }
        return String(line.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
