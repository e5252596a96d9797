import CIM
import SPL
import TestSupport
import Testing

@testable import RiskDetection

/// Values with how often they came: what limits keep out is told, and the order of arrival does not
/// show.
struct ValueTallyTests {
    private static func tally(_ values: [String], limit: Int = 100) -> ValueTally {
        values.reduce(into: ValueTally()) {
            _ = $0.add(Array($1.utf8).span, limit: limit)
        }
    }

    @Test("a new value needs its place among the limit, and room; a known one neither")
    func bounds() {
        var tally = Self.tally(["a", "b"])
        let (known, new) = (Array("a".utf8), Array("c".utf8))
        #expect(tally.add(new.span, limit: 2) == .overLimit)
        #expect(tally.add(new.span, limit: 3, room: 80) == .overMemory)
        #expect(tally.add(known.span, limit: 2, room: 0) == .by(0))
        let before = tally.bytes
        #expect(tally.add(new.span, limit: 3, room: 81) == .by(81))
        #expect(tally.bytes == before + 81)
        #expect(tally.mostFrequent == known)
    }

    @Test("two tallies come to what one would, and tell what the limit kept out")
    func merge() {
        var merged = Self.tally(["1", "2", "2"])
        #expect(merged.merge(Self.tally(["2", "3"]), limit: 3) == 0)
        #expect(merged == Self.tally(["3", "2", "2", "2", "1"]))
        #expect(merged.merge(Self.tally(["5", "4", "1"]), limit: 4) == 1)
        #expect(merged.sorted.map(\.count) == [2, 3, 1, 1])
        #expect(merged.number(of: 0) == 1 && merged.number(of: 100) == 4)
        #expect(Self.tally(["x"]).number(of: 50) == nil && Self.tally([]).mostFrequent == nil)
    }

    @Test(
        "values beyond the limit count as left out, and those within give the result",
        arguments: ["mode", "perc50"])
    func counted(function: String) throws {
        let detection = try Detection.fixture(
            "| tstats \(function)(Processes.process_id) as x from datamodel=Endpoint.Processes",
            latest: "now")
        var engine = DetectionEngine(
            detections: [detection], limits: Limits(groupsPerPane: 10, valuesPerGroup: 2))
        let start = EvalFixture.tick.seconds - 3600
        for (second, value) in ["7", "7", "8", "9", "7"].enumerated() {
            engine.ingest(
                .process(
                    at: Timestamp(seconds: start + Int64(second)), [.process_id: value]))
        }
        let firing = engine.searchAllTime(at: EvalFixture.tick)[0]
        #expect(firing.rows.map { $0.row.cells.map(\.texts) } == [[["7"]]])
        #expect(engine.counters(of: 0).valueOverflow == 1)
    }

    @Test("what a checkpoint holds comes back", arguments: ["mode", "perc50", "range", "rate"])
    func saved(function: String) throws {
        let aggregate = Aggregate(
            function: try #require(AggregateFunction(rawValue: function)),
            input: .field(Processes.Field.process_id.id), column: "x")
        var accumulator = Accumulator(aggregate)
        for (second, value) in ["7", "9", "7"].enumerated() {
            let event = Event.process(
                at: Timestamp(seconds: Int64(second)), [.process_id: value])
            _ = accumulator.add(event, aggregate, limits: Limits(), room: .max)
        }
        for state in [accumulator, Accumulator(aggregate)] {
            var writer = ByteWriter()
            state.write(to: &writer)
            var reader = ByteReader(writer.bytes)
            #expect(try Accumulator(aggregate, from: &reader) == state)
        }
        // Times are kept exactly.
        let times = Aggregate(function: .range, input: .time, column: "x")
        var range = Accumulator(times)
        for nanoseconds: Int64 in [1_700_000_000_000_000_001, 1_700_000_001_000_000_000] {
            let event = Event.process(at: Timestamp(nanoseconds: nanoseconds), [:])
            _ = range.add(event, times, limits: Limits(), room: .max)
        }
        var writer = ByteWriter()
        range.write(to: &writer)
        var reader = ByteReader(writer.bytes)
        #expect(try Accumulator(times, from: &reader) == range)
        #expect(range.result(.range) == .double(0.999999999))
    }
}
