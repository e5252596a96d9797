import Foundation
import RingExercise

/// The ring alone, with two threads.
///
///     riskd-ring measure [--rounds N]
///     riskd-ring race [--seconds N] [--seed S]
///
/// `measure` prints one JSON object: records and bytes a second, and how long a record takes from
/// push to pop. `race` hands over records of every size for so long, under the thread sanitizer when
/// built with it, and fails when one is not as it was; the seed is printed and gives the same
/// records again.
@main
struct RingMeasure {
    private static let payloadBytes = 1_500
    /// As in the daemon, where nothing else is configured.
    private static let capacityBytes = 4 << 20

    static func main() {
        var arguments = CommandLine.arguments.dropFirst()
        let mode = arguments.popFirst()
        var rounds = 5
        var seconds = 10.0
        var seed = UInt64.random(in: 1 ... .max)
        while let name = arguments.popFirst(), let value = arguments.popFirst() {
            switch name {
            case "--rounds": rounds = max(1, Int(value) ?? rounds)
            case "--seconds": seconds = Double(value) ?? seconds
            case "--seed": seed = UInt64(value) ?? seed
            default: fail("unknown option \(name)")
            }
        }
        switch mode {
        case "measure": measure(rounds: rounds)
        case "race": race(seconds: seconds, seed: seed)
        default: fail("usage: riskd-ring measure|race")
        }
    }

    private static func fail(_ text: String) -> Never {
        FileHandle.standardError.write(Data((text + "\n").utf8))
        exit(1)
    }

    // MARK: - Measuring

    private static func measure(rounds: Int) {
        var lines: [String] = []
        for (bytes, batch) in [(payloadBytes, 1), (payloadBytes, 64), (200, 1), (200, 64)] {
            let records = 6_000_000_000 / (bytes + 800)
            let all = (0..<rounds).map { _ in
                RingThroughput(
                    payloadBytes: bytes, batch: batch, capacityBytes: capacityBytes,
                    records: records
                ).run()
            }.sorted()
            let (fastest, median, slowest) = (all[0], all[all.count / 2], all[all.count - 1])
            let perSecond = [median, slowest, fastest].map { Int(Double(records) / $0) }
            lines.append(
                """
                {"payload_bytes": \(bytes), "batch": \(batch), "records_per_second": \
                \(perSecond[0]), "range": [\(perSecond[1]), \(perSecond[2])], \
                "gigabytes_per_second": \(rounded(Double(perSecond[0] * bytes) / 1e9))}
                """)
        }
        let latencies = RingLatency.Consumer.allCases.map { consumer in
            let all = RingLatency(
                consumer: consumer, payloadBytes: payloadBytes, batch: 10,
                capacityBytes: capacityBytes, records: 30_000
            ).run()
            let at = { (share: Double) in
                rounded(Double(all[min(all.count - 1, Int(share * Double(all.count)))]) / 1e3)
            }
            return """
                {"consumer": "\(consumer.rawValue)", "records_per_second": 10000, \
                "p50_us": \(at(0.5)), "p99_us": \(at(0.99))}
                """
        }
        print(
            """
            {"capacity_bytes": \(capacityBytes), "rounds": \(rounds),
            "throughput": [\(lines.joined(separator: ",\n"))],
            "latency": [\(latencies.joined(separator: ",\n"))]}
            """)
    }

    private static func rounded(_ number: Double) -> Double { (number * 100).rounded() / 100 }

    // MARK: - Racing

    private static func race(seconds: Double, seed: UInt64) {
        print("seed \(seed)")
        let start = ContinuousClock.now
        var races: UInt64 = 0
        var records = 0
        repeat {
            let race = RingRace(
                seed: seed &+ races, capacityBytes: [4_096, 16_384, 65_536][Int(races % 3)],
                records: 2_000)
            let faults = race.run()
            if !faults.isEmpty {
                fail("race \(race): \(faults.joined(separator: "; "))")
            }
            races += 1
            records += race.records
        } while start.duration(to: .now) < .seconds(seconds)
        print("\(races) races, \(records) records, each as it was")
    }
}
