import ArgumentParser
import DaemonRuntime

/// The log files of a command line.
enum InputFiles {
    /// Repeats that are named; the others are counted.
    private static let repeatsMax = 5

    /// Directories as the files below them. A file that is named twice, also by a link, is read once,
    /// which is told: its events would count twice.
    ///
    /// - Throws: ``ExitCode`` where there is no file at all, which is told.
    static func expand(_ names: [String]) throws -> [String] {
        let (found, problems) = InputPaths.expand(names)
        for problem in problems { StandardError.write(TextTable.safe("error: \(problem)")) }
        guard !found.isEmpty else {
            StandardError.write(
                TextTable.safe("error: no file is in \(names.joined(separator: ", "))"))
            throw ExitCode(1)
        }
        var first: [FileIdentity: String] = [:]
        var files: [String] = []
        var repeats: [String] = []
        for file in found {
            guard file != "-", let identity = FileIdentity(file) else {
                files.append(file)
                continue
            }
            if let other = first[identity] {
                repeats.append("\(file) is the same file as \(other), which is read once")
            } else {
                first[identity] = file
                files.append(file)
            }
        }
        for text in repeats.prefix(repeatsMax) {
            StandardError.write(TextTable.safe("warning: \(text)"))
        }
        if repeats.count > repeatsMax {
            StandardError.write(
                "warning: more files that are named twice: \(repeats.count - repeatsMax)")
        }
        return files
    }
}
