package import CIM
package import Foundation

/// Real logs and detections that lie beside the repository and are not part of it.
///
/// Tests use them when they are there and are skipped, saying so, when not:
/// `@Test(.enabled(if: SharedData.isPresent, "needs ../shared/corpora"))`.
package enum SharedData {
    /// `../shared` beside the package.
    package static let root: URL = URL(filePath: #filePath)
        .deletingLastPathComponent()  // TestSupport
        .deletingLastPathComponent()  // Tests
        .deletingLastPathComponent()  // the package
        .deletingLastPathComponent()
        .appending(path: "shared")

    package static var corpora: URL { root.appending(path: "corpora") }
    package static var content: URL { root.appending(path: "escu") }

    /// Content in the layout of 2026; nil where it is not there.
    package static var contentOf2026: URL? {
        let url = root.appending(path: "escu-next")
        return FileManager.default.fileExists(atPath: url.path) ? url : nil
    }

    /// Logs and detections for raw searches.
    package static var rawCorpora: URL { root.appending(path: "corpora-raw") }
    package static var rawContent: URL { root.appending(path: "escu-raw") }

    package static var hasRaw: Bool {
        FileManager.default.fileExists(atPath: rawCorpora.appending(path: "README.md").path)
            && isPresent
    }

    /// Where a file of the corpora is; nil where there is none of the name.
    package static func path(of file: String) -> String? {
        [corpora, rawCorpora].map { $0.appending(path: file).path }
            .first { FileManager.default.fileExists(atPath: $0) }
    }

    package static var isPresent: Bool {
        FileManager.default.fileExists(atPath: corpora.appending(path: "MANIFEST.md").path)
    }

    /// The first lines of a corpus file, decompressed when its name ends in `.gz`.
    package static func lines(_ name: String, linesMax: Int = .max) throws -> [ArraySlice<UInt8>] {
        ByteLines.split(try bytes(name), linesMax: linesMax)
    }

    /// The bytes of a corpus file, decompressed when its name ends in `.gz`.
    package static func bytes(_ name: String) throws -> [UInt8] {
        let url = path(of: name).map { URL(filePath: $0) } ?? corpora.appending(path: name)
        guard name.hasSuffix(".gz") else { return [UInt8](try Data(contentsOf: url)) }
        let gzip = Process()
        gzip.executableURL = URL(filePath: "/bin/gzip")
        gzip.arguments = ["-dc", url.path]
        let pipe = Pipe()
        gzip.standardOutput = pipe
        try gzip.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        gzip.waitUntilExit()
        return [UInt8](data)
    }
}

extension SharedData {
    /// Identities that call every sensor of some records `unknown`.
    package static func unknownSensors(_ records: [[UInt8]]) -> Identities {
        var identities = Identities()
        let expression = /"aid" *: *"([^"]+)"/
        for record in records {
            for match in String(decoding: record, as: UTF8.self).matches(of: expression) {
                let (key, name) = (Array(match.1.utf8), Array("unknown".utf8))
                _ = identities.sensors.set(key.span, name.span)
            }
        }
        return identities
    }
}
