import CIM
import Foundation
import RiskDetection
import SPL
import SecurityContent
import TestSupport
import Testing

@testable import DaemonRuntime

/// Searches whose rows the Search Reference states, each run over one event and some tables: riskd
/// gives those rows, or refuses the search by name and place. It never gives other rows.
@Suite(.enabled(if: SPLCases.arePresent, "needs ../shared/spl-cases"))
struct SPLCasesTests {
    /// So many were equal when this was written; more may be, not fewer.
    private static let equalMin = 391

    @Test("every documented case is equal, or refused with a line and a column")
    func documented() throws {
        let cases = try SPLCases.load()
        let outcomes = try SPLCases.outcomes(of: cases)
        var counts: [String: Int] = [:]
        for (number, entry) in cases.enumerated() {
            counts[outcomes[number].name, default: 0] += 1
            switch outcomes[number] {
            case .equal: break
            case .refused(let problem):
                #expect(problem.line > 0 && problem.column > 0, "\(entry.id): \(problem)")
                #expect(!entry.wasEqual, "\(entry.id) is refused and was equal: \(problem)")
                print("refused \(entry.id): \(problem.message)")
            case .different(let rows):
                Issue.record("\(entry.id): \(entry.search)\ngives \(rows)\nnot   \(entry.rows)")
            }
        }
        print("documented cases of SPL: \(counts.sorted { $0.key < $1.key })")
        #expect(counts["equal", default: 0] >= Self.equalMin)
    }
}

/// The cases beside the repository.
private enum SPLCases {
    struct Entry {
        let id: String
        let search: String
        let rows: [SPLCaseRow]
        /// Whether an earlier version gave these rows.
        let wasEqual: Bool
    }

    enum Outcome {
        case equal
        case refused(ContentProblem)
        case different([SPLCaseRow])

        var name: String {
            switch self {
            case .equal: "equal"
            case .refused: "refused"
            case .different: "different"
            }
        }
    }

    /// When the event of `event.json` was.
    private static let eventSeconds: Int64 = 1_741_080_601

    private static var root: URL { SharedData.root.appending(path: "spl-cases") }

    static var arePresent: Bool {
        FileManager.default.fileExists(atPath: root.appending(path: "cases.jsonl").path)
    }

    static func load() throws -> [Entry] {
        try Data(contentsOf: root.appending(path: "cases.jsonl")).split(separator: 10).map { line in
            let object = try #require(
                JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
            let rows = try #require(object["rows"] as? [[String: Any]])
            return Entry(
                id: try #require(object["id"] as? String),
                search: try #require(object["search"] as? String),
                rows: rows.map(SPLCaseRow.init), wasEqual: object["at_start"] as? String == "equal")
        }
    }

    /// Runs all of them as the hunting detections of one library, over the one event.
    static func outcomes(of cases: [Entry]) throws -> [Outcome] {
        let directory = try TemporaryDirectory(holding: "detections")
        try FileManager.default.createSymbolicLink(
            atPath: directory.path + "/lookups",
            withDestinationPath: root.appending(path: "lookups").path)
        try FileManager.default.createDirectory(
            atPath: directory.path + "/deployments", withIntermediateDirectories: true)
        try directory.write(deployment, to: "deployments/hunting.yml")
        for (number, entry) in cases.enumerated() {
            try directory.write(detection(number, entry), to: "detections/case_\(number).yml")
        }
        let setup = Setup.load(path: nil, extraContent: [directory.path], selecting: .all)
        var rows: [Int: [SPLCaseRow]] = [:]
        var replay = Replay(
            engine: setup.engine, reading: RecordReading(setup.configuration.profile),
            recordBytesMax: setup.configuration.limits.recordBytes)
        replay.read([root.appending(path: "event.json").path]) { _ in }
        #expect(replay.failures.isEmpty)
        let all = Timestamp(nanoseconds: .min)...Timestamp(nanoseconds: .max)
        // Windows without the event have rows as well, such as a count of nothing.
        let event = Timestamp(seconds: eventSeconds)
        for firing in replay.finish(all)
        where firing.window.start <= event && event < firing.window.end {
            let name = setup.content.detections[firing.detection].name
            guard let number = name.split(separator: " ").last.flatMap({ Int($0) }) else {
                continue
            }
            rows[number, default: []] += firing.rows.map {
                SPLCaseRow(columns: firing.columns, cells: $0.row.cells)
            }
        }
        let compiled = Set(setup.content.detections.map(\.name))
        return cases.enumerated().map { number, entry in
            guard compiled.contains("Case \(number)") else {
                let problem =
                    setup.problems.first { $0.detection == "Case \(number)" }
                    ?? setup.problems.first { $0.file.hasSuffix("/case_\(number).yml") }
                return .refused(problem ?? ContentProblem(.error, file: "", message: "no problem"))
            }
            let given = rows[number] ?? []
            return given == entry.rows ? .equal : .different(given)
        }
    }

    private static let deployment = """
        name: Hourly
        id: 00000000-0000-4000-8000-999999999999
        type: Hunting
        scheduling: {cron_schedule: '0 * * * *', earliest_time: -70m@m, latest_time: -10m@m}
        """

    private static func detection(_ number: Int, _ entry: Entry) -> String {
        let id = String(format: "00000000-0000-4000-8000-%012d", number)
        return """
            name: Case \(number)
            id: \(id)
            version: 1
            date: '2024-09-30'
            author: somebody
            status: production
            type: Hunting
            description: A case.
            search: '\(entry.search.replacing("'", with: "''"))'
            tags:
              analytic_story: [Cases]
              asset_type: Endpoint
              confidence: 50
              impact: 50
              message: A case.
              security_domain: endpoint
            """
    }
}

/// A row by the names of its columns, without those that are null.
private struct SPLCaseRow: Equatable, CustomStringConvertible {
    private let cells: [String: [String]]

    init(_ object: [String: Any]) {
        cells = object.compactMapValues { value in
            switch value {
            case let text as String: [text]
            case let texts as [String]: texts
            default: nil
            }
        }
    }

    /// `rn_` holds the order of the rows, which a list of them has anyway.
    init(columns: [String], cells: [Value]) {
        let pairs = zip(columns, cells.map(\.texts)).filter { $0.0 != "rn_" && !$0.1.isEmpty }
        self.cells = Dictionary(pairs) { first, _ in first }
    }

    var description: String { "\(cells.sorted { $0.key < $1.key })" }

    static func == (left: SPLCaseRow, right: SPLCaseRow) -> Bool {
        left.cells.count == right.cells.count
            && left.cells.allSatisfy { column, texts in
                guard let other = right.cells[column], other.count == texts.count else {
                    return false
                }
                return zip(texts, other).allSatisfy(isSame)
            }
    }

    private static func isSame(_ left: String, _ right: String) -> Bool {
        if left == right { return true }
        guard let a = Double(left), let b = Double(right) else { return false }
        return abs(a - b) <= 1e-9 * max(1, abs(a), abs(b))
    }
}
