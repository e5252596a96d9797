import CIM
import SPL
import TestSupport
import Testing

@testable import RiskDetection

/// `tstats` with every aggregate and every kind of comparison against the naive interpreter, over
/// random events of several data sets.
struct TstatsPropertyTests {
    private static let seeds: [UInt64] = [21, 22, 23, 24]
    private static let fields = ["process_name", "process", "user", "dest", "process_id"]

    @Test("a random tstats gives what the naive interpreter gives", arguments: seeds)
    func searches(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let events = (0..<300).map { _ in event(&random) }
        var rows = 0
        for _ in 0..<120 { rows += try check(search(&random), events, &random, seed: seed) }
        #expect(rows > 500)
    }

    @Test("a random join of two scans gives what the naive interpreter gives", arguments: seeds)
    func joins(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let events = (0..<120).map { _ in event(&random) }
        var rows = 0
        for _ in 0..<60 { rows += try check(join(&random), events, &random, seed: seed) }
        #expect(rows > 500)
    }

    /// - Returns: How many rows there were.
    private func check(
        _ search: String, _ events: [Event], _ random: inout SplitMix64, seed: UInt64
    ) throws -> Int {
        var detection = try Detection.fixture(search)
        detection.schedule = .tiling(zone: .utc)
        var engine = DetectionEngine(detections: [detection])
        for event in events.shuffled(using: &random) { engine.ingest(event) }
        let now = EvalFixture.tick
        let firing = engine.searchAllTime(at: now)[0]
        let interpreter = NaiveInterpreter(
            scans: detection.plan.scans.map { NaiveScan.table(of: $0, events) }, now: now)
        let engineTable = NaiveTable(
            Table(columns: firing.columns, rows: firing.rows.map(\.row)))
        let naive = interpreter.evaluate(detection.plan.root)
        if let difference = NaiveComparison.difference(engineTable, naive) {
            Issue.record("seed \(seed): \(search)\nengine and naive: \(difference)")
        }
        return firing.rows.count
    }

    /// Scans that look at all events when the window is evaluated, and ones that do not.
    private func join(_ random: inout SplitMix64) -> String {
        func pick(_ choices: [String]) -> String { choices.randomElement(using: &random) ?? "" }
        let conditions = [
            "", "where Processes.user!=eve", "where NOT Processes.dest=ws1",
            "where Processes.process_name=cmd.exe", "where Processes.user=mira",
            "where NOT Processes.process_name IN (*sh, reg.exe, x, y)",
        ]
        let head = "tstats \(pick(["fillnull_value=null ", ""]))count"
        let between = ["", "| where count>0", "| eval key=process", "| sort - dest", "| head 9"]
        return "| \(head) from datamodel=Endpoint.Processes \(pick(conditions)) by Processes.dest "
            + "Processes.process Processes.user | rename Processes.* as * \(pick(between)) "
            + "| rename process as key | join type=\(pick(["inner", "left"])) "
            + "max=\(pick(["0", "1", "2"])) \(pick(["dest key", "key", "dest"])) "
            + "[| \(head) from datamodel=Endpoint.Processes \(pick(conditions)) by Processes.dest "
            + "Processes.process_id Processes.process | rename Processes.* as * \(pick(between)) "
            + "| rename process as key]"
    }

    private func event(_ random: inout SplitMix64) -> Event {
        let time = Timestamp(
            nanoseconds: 1_704_283_200_000_000_000
                + Int64.random(in: -20_000...20_000, using: &random) * 500_000_000)
        let isProcess = Int.random(in: 0..<4, using: &random) > 0
        var event = Event(dataSet: isProcess ? Processes.dataSet : Registry.dataSet, time: time)
        for field in Self.fields where Int.random(in: 0..<5, using: &random) > 0 {
            guard let id = event.dataSet.field(field) else { continue }
            event.set(id, Self.values[field]?.randomElement(using: &random) ?? "")
        }
        return event
    }

    private static let values: [String: [String]] = [
        "process_name": ["cmd.exe", "CMD.EXE", "reg.exe", "wmic.exe", "bash"],
        "process": ["cmd /c reg add x", "REG ADD y", "wmic process call create", "echo é", ""],
        "user": ["mira", "Mira", "eve", "SYSTEM", "10.1.2.3"],
        "dest": ["ws1", "ws2", "10.0.0.7", "192.168.1.1"],
        "process_id": ["4", "10", "12.5", "0x1a", "900"],
    ]

    private static let patterns = [
        "cmd.exe", "*.exe", "*reg*", "\"*add*\"", "*", "mira", "CASE(Mira)", "10.0.0.0/8", "ws*",
        "É",
        "\"*é\"", "4", "wm*c*",
    ]

    private func search(_ random: inout SplitMix64) -> String {
        func field() -> String {
            let name = Self.fields.randomElement(using: &random) ?? "user"
            return "Processes." + name
        }
        func condition(_ depth: Int) -> String {
            func pattern() -> String { Self.patterns.randomElement(using: &random) ?? "*" }
            switch Int.random(in: 0..<(depth > 2 ? 5 : 8), using: &random) {
            case 0, 1: return "\(field())=\(pattern())"
            case 2: return "\(field())!=\(pattern())"
            case 3: return "\(field()) IN (\(pattern()), \(pattern()), \(pattern()))"
            case 4:
                return
                    "Processes.process_id\(["<", ">", "<=", ">="].randomElement(using: &random) ?? "<")10"
            case 5: return "NOT \(condition(depth + 1))"
            case 6: return "(\(condition(depth + 1)) OR \(condition(depth + 1)))"
            default: return "(\(condition(depth + 1)) \(condition(depth + 1)))"
            }
        }
        let functions = AggregateFunction.allCases.map(\.rawValue) + ["perc90", "exactperc12.5"]
        let aggregates = (0..<4).map { number in
            "\(functions.randomElement(using: &random) ?? "dc")(\(field())) as a\(number)"
        }
        let fill = Bool.random(using: &random) ? "fillnull_value=null " : ""
        let keys = [
            "", " by \(field())", " by Processes.user Processes.dest",
            " by _time span=1h Processes.user",
            " by _time span=1d", " by Processes.process_name host",
        ]
        return "| tstats \(fill)count min(_time) as first max(_time) as last "
            + aggregates.joined(separator: " ")
            + " from datamodel=Endpoint.Processes where \(condition(0))"
            + (keys.randomElement(using: &random) ?? "")
    }
}
