import ArgumentParser
import DaemonRuntime

/// The log files of a command line.
enum InputFiles {
    /// Directories as the files below them.
    ///
    /// - Throws: ``ExitCode`` where there is no file at all, which is told.
    static func expand(_ names: [String]) throws -> [String] {
        let (files, problems) = InputPaths.expand(names)
        for problem in problems { StandardError.write("error: \(problem)") }
        guard !files.isEmpty else {
            StandardError.write("error: no file is in \(names.joined(separator: ", "))")
            throw ExitCode(1)
        }
        return files
    }
}
