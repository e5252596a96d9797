package import CIM
package import DetectionExport
package import RiskDetection

/// Where a report comes from, so that somebody else can make it again and see that it is the same.
package struct ReportProvenance {
    package var version: String
    package var time: Timestamp
    /// As typed.
    package var command: [String]
    /// The file of the configuration; nil where there is none.
    package var configurationPath: String?
    /// Directories of content.
    package var content: [String]
    package var inputs: [String]

    package init(
        version: String, time: Timestamp, command: [String], configurationPath: String?,
        content: [String], inputs: [String]
    ) {
        self.version = version
        self.time = time
        self.command = command
        self.configurationPath = configurationPath
        self.content = content
        self.inputs = inputs
    }

    /// - Parameter detections: Whose exceptions are told.
    package func facts(_ detections: [Detection]) -> [BacktestReport.Fact] {
        var facts = [
            BacktestReport.Fact("Program", "riskd \(version)"),
            BacktestReport.Fact("Made", "\(time.rfc3339)"),
            BacktestReport.Fact("Command", command.map(Self.quoted).joined(separator: " ")),
        ]
        if let configurationPath {
            facts.append(
                BacktestReport.Fact(
                    "Configuration", "\(configurationPath)\n\(Self.digest(of: configurationPath))"))
        }
        for directory in content {
            facts.append(
                BacktestReport.Fact(
                    "Content",
                    directory + (ContentCommit.of(directory).map { "\ncommit \($0)" } ?? "")))
        }
        for path in inputs where path != "-" {
            facts.append(BacktestReport.Fact("Input", "\(path)\n\(Self.digest(of: path))"))
        }
        let exceptions = detections.flatMap { detection in
            detection.exceptions.map { Self.text($0, detection) }
        }
        facts.append(
            BacktestReport.Fact(
                "Exceptions in force",
                exceptions.isEmpty ? "none" : exceptions.joined(separator: "\n")))
        return facts
    }

    private static func text(_ exception: RowException, _ detection: Detection) -> String {
        let columns = exception.conditions.map(\.column).joined(separator: ", ")
        let end = exception.expires.map { "until \($0.rfc3339)" } ?? "without end"
        return "\(detection.name): by \(columns), of \(exception.owner), \(end): "
            + exception.reason
    }

    /// SHA-256 of what a file holds, or why there is none.
    static func digest(of path: String) -> String {
        do {
            var hash = SHA256()
            var input = try InputFile(path: path)
            try input.readPlain { hash.update($0.span) }
            let hex = hash.finalize().map { byte in
                let text = String(byte, radix: 16)
                return text.count == 1 ? "0\(text)" : text
            }
            return "sha256 \(hex.joined())"
        } catch {
            return "no digest: \(error)"
        }
    }

    /// As a shell would take it.
    private static func quoted(_ argument: String) -> String {
        let plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:,@+%"
        if !argument.isEmpty, argument.allSatisfy(plain.contains) { return argument }
        return "'\(argument.replacing("'", with: "'\\''"))'"
    }
}

extension BacktestReport {
    /// The page with its data compressed.
    package var page: [UInt8] { html(packing: GzipWriter.compress) }
}
