import CIM
import Foundation
import RiskDetection
import SPL
import TestSupport
import Testing

/// Raw searches over a stream of events: what the stream gives is what the search over all of them
/// gives.
struct RawEventTests {
    static let searches = [
        "EventCode=1 | stats count min(_time) as first max(_time) as last values(Name) as names "
            + "by user",
        "EventCode=1 user=a* | eval u=upper(user) | stats count dc(Name) as names by u dest",
        "EventCode IN (1, 2) NOT Name=x | bin _time span=10m | stats count by _time dest "
            + "| where count>1",
        "EventCode=2 \"go now\" | rename user as who | table _time who Name",
        "EventCode=2 Name!=x | head 3 | table _time user Name dest",
        "EventCode=1 | stats count by Name | join Name [search EventCode=2 | stats count as n by Name]",
        "EventCode=1 | eventstats count as all by user | where all>2 | stats values(all) as all by user",
        "EventCode=1 | dedup user | table user Name",
        "EventCode=1 | stats list(Name) as names by dest",
        "EventCode=1 | transaction user maxspan=10m | table _time user duration eventcount",
        "EventCode IN (1, 2) | transaction user startswith=(EventCode=1) endswith=(EventCode=2) "
            + "| table _time user duration eventcount",
        "EventCode=2 | streamstats window=2 count as n by user | stats max(n) as n by user",
        "EventCode=1 | stats count by user | appendpipe [| map search=\"search EventCode=2 "
            + "user=$user$\" | fields - Name] | stats count values(dest) as dest by user",
        "EventCode=1 | rename user as who, Name as n | search who=a* n!=x "
            + "| stats count count(dest) as d values(n) as names by who n",
        "EventCode IN (1, 2) | bucket _time span=5m | stats dc(Name) as names values(dest) as dest "
            + "by _time user | where names>0",
        "EventCode=1 | where isnotnull(dest) | fields user dest Name | stats earliest(_time) as a "
            + "latest(_time) as b min(Name) as c max(EventCode) as d by Name user "
            + "| search Name=y OR user=bob",
    ]

    /// Cron, earliest, latest.
    static let schedules = [
        ("0 * * * *", "-70m@m", "-10m@m"), ("*/15 * * * *", "-20m@m", "-10m@m"),
        ("30 6 * * *", "-1d@d", "@d"),
    ]

    /// Events of different times, some of whose fields are null, and some lists.
    static func events(
        _ count: Int, of dataSet: DataSet, _ random: inout SplitMix64
    ) -> [Event] {
        (0..<count).map { number in
            let offset = Int64.random(in: 0..<(3 * 3_600), using: &random) * 1_000_000_000
            var event = Event(
                dataSet: dataSet,
                time: Timestamp(
                    nanoseconds: 1_704_913_000_000_000_000 + offset + Int64(number) * 1_000_000))
            func set(_ name: String, _ values: [String]) {
                guard let field = dataSet.field(name) else { return }
                for value in values { event.add(field, Array(value.utf8)) }
            }
            set("EventCode", [["1", "2", "3"].randomElement(using: &random)!])
            set(
                "user",
                [["ann", "bob", "Abe"], ["ann"]].randomElement(using: &random)!.shuffled(
                    using: &random
                ).prefix(1).map { $0 })
            set("dest", [[], ["h1"], ["h2"]].randomElement(using: &random)!)
            set(
                "Name", [["x"], ["y", "z"], ["x", "y"], [], ["z"]].randomElement(using: &random)!)
            set("_raw", [["go now", "gone", "do go now!"].randomElement(using: &random)!])
            return event
        }
    }

    private func rows(_ firings: [Firing]) -> [String] {
        var last: [String: String] = [:]
        for firing in firings {
            for fired in firing.rows {
                let cells = fired.row.cells.map { $0.texts.map(Self.rounded) }
                last["\(firing.window.tick.nanoseconds) \(fired.row.identity)"] =
                    "\(firing.window.tick.nanoseconds) \(cells)"
            }
        }
        return last.values.sorted()
    }

    /// Spans of time but for what the last digits of a subtraction are.
    private static func rounded(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: ".")), let number = Double(text), number < 1_000_000
        else { return text }
        return String(format: "%.5f", number)
    }

    private func expected(_ detection: Detection, _ events: [Event]) -> [String] {
        NaiveSchedule(detection, events).run().flatMap { window, table in
            table.rows.map { row in
                "\(window.tick.nanoseconds) \(row.map { $0.map(Self.rounded) })"
            }
        }.sorted()
    }

    @Test(
        "any order of arrival, with restarts, plain and fast",
        arguments: 0..<UInt64(3 * 16 * 5), [Execution.fast, .plain])
    func anyOrder(seed: UInt64, execution: Execution) throws {
        var random = SplitMix64(seed: seed)
        let (cron, earliest, latest) = Self.schedules[Int(seed) % 3]
        let detection = try Detection.fixture(
            Self.searches[Int(seed) / 3 % Self.searches.count], cron: cron, earliest: earliest,
            latest: latest)
        var stream = RestartedStream([detection], .amend(keepSeconds: 86_400), execution)
        let dataSet = try #require(stream.engine.rawDataSet)
        let events = Self.events(60, of: dataSet, &random)
        for event in events.shuffled(using: &random) {
            stream.engine.ingest(event)
            if Int.random(in: 0..<15, using: &random) == 0 { try stream.restart() }
        }
        let found = rows(stream.engine.finish())
        // The fast engine makes another plan of it.
        let plain = DetectionEngine(detections: [detection], execution: .plain)
        let wanted = expected(plain.detections[0], events)
        #expect(found == wanted, "seed \(seed) \(detection.search)")
    }

    @Test("equal events are so many rows")
    func equalEvents() throws {
        let detection = try Detection.fixture("EventCode=1 | table user")
        var engine = DetectionEngine(detections: [detection])
        let dataSet = try #require(engine.rawDataSet)
        var event = Event(dataSet: dataSet, time: Timestamp(seconds: 1_704_913_000))
        event.set(try #require(dataSet.field("EventCode")), "1")
        event.set(try #require(dataSet.field("user")), "ann")
        for _ in 0..<3 { engine.ingest(event) }
        let firings = engine.finish()
        #expect(firings.first?.rows.count == 3)
    }

    @Test(
        "searches that ask for other fields share one event, and keep their panes when another comes"
    )
    func united() throws {
        let first = try Detection.fixture("EventCode=1 | stats count by user", id: "1")
        let second = try Detection.fixture("EventCode=2 a=1 | stats count by Zone", id: "2")
        let alone = DetectionEngine(detections: [first])
        let both = DetectionEngine(detections: [second, first])
        #expect(both.rawDataSet?.fields == ["EventCode", "Zone", "a", "user"])
        #expect(alone.detections[0].fingerprint == both.detections[1].fingerprint)
        #expect(both.rawEventIDs == [1, 2])
    }

    @Test("a search that does not say its event ids needs every record")
    func everyRecord() throws {
        let search = "source=XmlWinEventLog:System NOT EventCode=1 | stats count"
        let engine = DetectionEngine(detections: [try Detection.fixture(search)])
        #expect(engine.rawEventIDs == nil)
        // But for those of other channels.
        #expect(
            engine.rawRecords(namesSources: true) == [
                WantedRecords(channel: "system", eventID: nil)
            ])
        #expect(engine.rawRecords(namesSources: false) == nil)
    }

    @Test(
        "the channels of a search follow from its sources",
        arguments: [
            ("source=XmlWinEventLog:A/B", ["a/b"]), ("source=XmlWinEventLog:A/*", ["a/*"]),
            ("source=*WinEventLog:A", ["a", "*wineventlog:a"]),
            ("source=WinEventLog:A", ["a", "*wineventlog:a"]),
            ("source=*A*", ["*a*"]), ("source=*", nil), ("source=Xml*", nil),
            ("source=*log:*", nil), ("source=*log*", nil),
            ("source=Syslog:L OR source=XmlWinEventLog:S", ["l", "s"]), ("source=*A*B", nil),
            ("source=XmlWinEventLog:A OR user=b", nil), ("NOT source=XmlWinEventLog:A", nil),
        ] as [(String, [String]?)])
    func channels(condition: String, channels: [String]?) throws {
        let engine = DetectionEngine(
            detections: [try Detection.fixture("\(condition) | stats count by user")])
        #expect(
            engine.rawRecords(namesSources: true)
                == channels.map { Set($0.map { WantedRecords(channel: $0, eventID: nil) }) })
    }

}
