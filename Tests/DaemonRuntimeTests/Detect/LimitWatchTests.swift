import CIM
import RiskDetection
import TestSupport
import Testing

@testable import DaemonRuntime

struct LimitWatchTests {
    @Test("a limit is told of the first time, then at each power of ten, by its key")
    func told() throws {
        let detection = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes where "
                + "Processes.process_name=a.exe by Processes.user")
        var engine = DetectionEngine(
            detections: [detection], limits: Limits(groupsPerPane: 1, valuesPerGroup: 1))
        var watch = LimitWatch(detections: 1)
        var told: [Int] = []
        for index in 0..<1_200 {
            engine.ingest(
                Event.process(
                    at: Timestamp(seconds: 1_704_913_200),
                    [.process_name: "a.exe", .user: "u\(index)"]))
            let news = watch.news(engine)
            #expect(news.allSatisfy { $0.limit == "limits.groups_per_window" })
            told += news.map(\.total)
        }
        #expect(told == [1, 10, 100, 1_000])
    }
}
