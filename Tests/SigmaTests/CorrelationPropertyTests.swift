import CIM
import RiskDetection
import SPL
import Sigma
import TestSupport
import Testing

@testable import SecurityContent

/// Random correlations over random records: what a stream gives in the end, in any order of arrival,
/// late and over restarts, is what the specification says of all records.
struct CorrelationPropertyTests {
    private func detection(_ text: String) throws -> Detection {
        let directory = try TemporaryDirectory(holding: "correlation")
        try directory.write(text, to: "rules.yml")
        var configuration = Configuration()
        configuration.detections = DetectionSelection(enable: [LocatedText("Outer")])
        let content = ContentLibrary.load(directories: [directory.path + "/rules.yml"])
            .compile(configuration: configuration, zone: .utc, selecting: .enabled)
        #expect(content.problems.isEmpty, "\(content.problems)\n\(text)")
        #expect(content.detections.map(\.name) == ["Outer"])
        return try #require(content.detections.first)
    }

    private func event(_ record: NaiveCorrelation.Record, _ dataSet: DataSet) -> Event {
        var event = Event(dataSet: dataSet, time: Timestamp(seconds: Int64(record.time)))
        for (name, values) in record.values {
            guard let field = dataSet.field(name) else { continue }
            for value in values { event.add(field, value.utf8) }
        }
        return event
    }

    private struct Found: Hashable {
        let tick: Int64
        /// The key, the rules, the number of matches, the first and the last.
        let cells: [[String]]
    }

    private func settled(_ firings: [Firing], _ keys: [String]) -> Set<Found> {
        var last: [String: Found] = [:]
        for firing in firings {
            for fired in firing.rows {
                func texts(_ column: String) -> [String] {
                    firing.columns.firstIndex(of: column).map { fired.row.cells[$0].texts } ?? []
                }
                let tick = firing.window.tick.seconds
                let cells = (keys + ["rules", "count", "firstTime", "lastTime"]).map(texts)
                last["\(tick) \(fired.row.identity)"] = Found(tick: tick, cells: cells)
            }
        }
        return Set(last.values)
    }

    private func expected(
        _ text: String, _ records: [NaiveCorrelation.Record]
    ) throws -> Set<Found> {
        let source = SourceText(file: "rules.yml", text: text)
        var places = RulePlaces(source)
        let roots = try #require(YAMLDocument.roots(of: source, problems: ProblemCollector()))
        let naive = NaiveCorrelation(roots.map { places.tree($0) }, records)
        var found: Set<Found> = []
        let first = try #require(records.map(\.time).min()) - 7_200
        let last = try #require(records.map(\.time).max()) + 14_400
        for hour in stride(from: (first / 3_600) * 3_600, through: last, by: 3_600) {
            // The hour that ended ten minutes ago, as a rule without a deployment runs.
            for group in try naive.groups("outer", completing: hour - 4_200..<hour - 600) {
                let summary = ["\(group.count)", "\(group.first)", "\(group.last)"]
                let cells = group.key.map { [$0] } + [group.rules] + summary.map { [$0] }
                found.insert(Found(tick: Int64(hour), cells: cells))
            }
        }
        return found
    }

    private func check(
        seed: UInt64, monotone: Bool, _ execution: Execution,
        _ feed: (inout RestartedStream, [Event], inout SplitMix64) throws -> [Firing]
    ) throws -> Int {
        var random = RandomCorrelations(seed: seed)
        let text = random.documents(monotone: monotone)
        let records = random.records(60)
        let detection = try detection(text)
        var stream = RestartedStream(
            [detection], .amend(keepSeconds: 10 * 86_400), execution)
        let dataSet = try #require(stream.engine.rawDataSet)
        var order = random.random
        let events = records.map { event($0, dataSet) }.shuffled(using: &order)
        guard case .reshape(_, .correlate(let rule)) = detection.plan.root else {
            Issue.record("the plan is \(detection.plan.root)")
            return 0
        }
        let found = settled(try feed(&stream, events, &order), rule.keys)
        let wanted = try expected(text, records)
        #expect(found == wanted, "seed \(seed), \(text)")
        return wanted.count
    }

    @Test(
        "any correlation, any order of arrival, restarts in between, plain and fast",
        arguments: 0..<UInt64(30))
    func anyOrder(part: UInt64) throws {
        var groups = 0
        for seed in part * 10..<part * 10 + 10 {
            groups += try check(seed: seed, monotone: false, seed % 2 == 0 ? .plain : .fast) {
                stream, events, random in
                for event in events {
                    stream.engine.ingest(event)
                    if Int.random(in: 0..<15, using: &random) == 0 { try stream.restart() }
                }
                return stream.engine.finish()
            }
        }
        #expect(groups > 5)
    }

    @Test(
        "records that come late complete matches of windows that have fired",
        arguments: 0..<UInt64(20))
    func late(part: UInt64) throws {
        for seed in part * 10..<part * 10 + 10 {
            _ = try check(seed: 10_000 + seed, monotone: true, .fast) { stream, events, random in
                var firings: [Firing] = []
                for event in events {
                    stream.engine.ingest(event)
                    if Int.random(in: 0..<8, using: &random) == 0 {
                        let offset = Int64.random(in: -3_600..<10_000, using: &random)
                        firings += stream.engine.advance(
                            to: Timestamp(seconds: event.time.seconds + offset))
                    }
                    if Int.random(in: 0..<10, using: &random) == 0 { try stream.restart() }
                }
                firings += stream.engine.finish()
                return firings + stream.engine.advance(to: Timestamp(seconds: 1_706_000_000))
            }
        }
    }
}
