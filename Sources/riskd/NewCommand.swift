import ArgumentParser
import CIM
import DaemonRuntime
import Foundation
import SecurityContent

/// `riskd new`: files to begin with.
struct NewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Write files to begin with.",
        subcommands: [DetectionCommand.self])

    /// `riskd new detection`: a detection with its macro, its tests and their logs.
    struct DetectionCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "detection",
            abstract: "Write a detection that compiles, with a test that passes, to be changed.",
            discussion: """
                Writes detections/NAME.yml, macros/NAME_filter.yml, and two logs of one record below \
                data: one in which it fires, one in which it must not.

                Exit status: 0 written, 1 an error: nothing was written.
                """)

        @Option(
            help: ArgumentHelp("The directory of content.", valueName: "dir"),
            completion: .directory)
        var directory = "."

        @Option(help: ArgumentHelp("The ATT&CK technique.", valueName: "id"))
        var technique = "T1059"

        @Argument(help: ArgumentHelp("What the detection is called.", valueName: "name"))
        var name: String

        func validate() throws {
            guard technique.wholeMatch(of: #/T\d{4}(\.\d{3})?/#) != nil else {
                throw ValidationError("--technique takes a technique such as T1059 or T1059.001")
            }
            let isLine = !name.contains { $0.isNewline }
            guard isLine, !template.stem.isEmpty, name.utf8.count <= Self.nameBytesMax else {
                throw ValidationError(
                    "the name has to have a letter or digit of ASCII, one line and "
                        + "\(Self.nameBytesMax) bytes at most")
            }
        }

        /// Names of files have 255 bytes at most, and the macro adds a few.
        private static let nameBytesMax = 200

        private var template: DetectionTemplate {
            let now = DaemonClock.wallTime().rfc3339
            let user = NSFullUserName()
            return DetectionTemplate(
                name: name, id: UUID().uuidString.lowercased(),
                author: user.isEmpty ? "unknown" : user, date: String(now.prefix(10)),
                technique: technique)
        }

        func run() throws {
            let template = template
            let paths = template.files.map { (file: $0, path: "\(directory)/\($0.path)") }
            for (_, path) in paths where FileManager.default.fileExists(atPath: path) {
                throw refused("\(path) exists: take another name")
            }
            let known = ContentLibrary.load(directories: [directory]).names
            if let other = known.first(where: { $0.name.lowercased() == name.lowercased() }) {
                throw refused("\(other.file) has a detection of this name: take another one")
            }
            var made = Made()
            for (file, path) in paths {
                do {
                    try made.write(file.text, to: path)
                } catch {
                    made.remove()
                    throw refused("\(path) cannot be written: \(error.localizedDescription)")
                }
            }
            for (_, path) in paths { StandardError.write("wrote \(TextTable.safe(path))") }
            StandardError.write(
                "next: riskd check --content \(ShellText.quoted(directory))\n"
                    + "      riskd test --content \(ShellText.quoted(directory)) "
                    + "--detection \(ShellText.quoted(name))")
        }

        /// What was made, so that it can go again.
        private struct Made {
            private var files: [String] = []
            /// Outer ones first.
            private var directories: [String] = []

            mutating func write(_ text: String, to path: String) throws {
                var folder = URL(filePath: path).deletingLastPathComponent()
                let inner = folder
                var missing: [String] = []
                while !FileManager.default.fileExists(atPath: folder.path), folder.path != "/" {
                    missing.append(folder.path)
                    folder = folder.deletingLastPathComponent()
                }
                directories += missing.reversed()
                try FileManager.default.createDirectory(
                    at: inner, withIntermediateDirectories: true)
                do {
                    try Data(text.utf8).write(to: URL(filePath: path), options: .withoutOverwriting)
                } catch {
                    // A file that came meanwhile is another's; of a full disk a part may stay.
                    if (error as? CocoaError)?.code != .fileWriteFileExists { files.append(path) }
                    throw error
                }
                files.append(path)
            }

            /// Of the directories only those that are empty go.
            func remove() {
                for file in files { unsafe unlink(file) }
                for directory in directories.reversed() { unsafe rmdir(directory) }
            }
        }

        private func refused(_ text: String) -> ExitCode {
            StandardError.write("riskd new detection: \(TextTable.safe(text))")
            return ExitCode(1)
        }
    }
}
