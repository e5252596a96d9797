import DetectionExport
import Foundation

/// A run of an engine in a process of its own: statements in, rows out, through a directory.
///
/// - Shape: `setup.sql`, statements with a line `;;` between them; `0.sql`, `1.sql` … a query each.
///   The process writes `rows.ndjson`: first `{"version":…}`, then `{"query":0,"tick":…,
///   "cells":[["a"],["b","c"],[]]}` for each row, `{"query":0,"error":"…"}` where a query failed,
///   and last `{"done":true}`.
package struct EngineRun {
    /// What came of a run.
    package struct Result: Sendable {
        package var version = ""
        package var rows: [(query: Int, tick: Int64, cells: [[String]])] = []
        package var errors: [Int: String] = [:]
        package var seconds = 0.0
    }

    /// Why there is no result.
    package enum Failure: Error, CustomStringConvertible {
        /// The engine is not installed, which is no difference.
        case missing(String)
        case failed(String)

        package var description: String {
            switch self {
            case .missing(let text): text
            case .failed(let text): text
            }
        }
    }

    private let directory: URL

    /// The status by which a driver says that the engine is not there.
    private static let missingStatus: Int32 = 77

    /// - Parameter directory: An empty one.
    package init(directory: String) { self.directory = URL(fileURLWithPath: directory) }

    package func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

    /// - Parameters:
    ///   - command: The process, which gets the directory as its last argument.
    package func run(
        setup: [String], queries: [String], command: [String]
    ) throws -> Result {
        try write(setup.joined(separator: "\n;;\n"), to: "setup.sql")
        for (number, query) in queries.enumerated() { try write(query, to: "\(number).sql") }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command + [directory.path]
        let started = Date()
        do {
            try process.run()
        } catch {
            throw Failure.failed("\(command[0]) cannot be run: \(error)")
        }
        process.waitUntilExit()
        guard process.terminationStatus != Self.missingStatus else {
            throw Failure.missing("the engine is not installed for \(command[0])")
        }
        guard process.terminationStatus == 0 else {
            throw Failure.failed("\(command[0]) ended with status \(process.terminationStatus)")
        }
        var result = try result()
        result.seconds = Date().timeIntervalSince(started)
        return result
    }

    private func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: directory.appendingPathComponent(name))
    }

    private struct Line: Decodable {
        var version: String?
        var query: Int?
        var tick: Int64?
        var cells: [[String]]?
        var error: String?
        var done: Bool?
    }

    private func result() throws -> Result {
        let data = try Data(contentsOf: directory.appendingPathComponent("rows.ndjson"))
        let decoder = JSONDecoder()
        var result = Result()
        var isDone = false
        for line in data.split(separator: UInt8(ascii: "\n")) {
            let entry = try decoder.decode(Line.self, from: line)
            if let version = entry.version { result.version = version }
            if entry.done == true { isDone = true }
            guard let query = entry.query else { continue }
            if let error = entry.error { result.errors[query] = error }
            if let tick = entry.tick, let cells = entry.cells {
                result.rows.append((query, tick, cells))
            }
        }
        guard isDone else { throw Failure.failed("the engine's output has no end") }
        return result
    }
}
