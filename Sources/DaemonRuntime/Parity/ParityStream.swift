import CIM
import DetectionExport
import Foundation
package import RiskDetection
import SPL

/// The events of some logs as a stream: each arrives some time after it happened, at one of several
/// partitions, and what comes after the run of its window is too late for it. Some come twice, and
/// heartbeats stand between them.
package struct ParityStream {
    package private(set) var reader: EventReader
    /// What riskd found, told the time of each arrival.
    package private(set) var rows: [ParityCorpus.FoundRow] = []
    /// A file for each partition, ordered by arrival.
    package let paths: [String]
    /// Matched events that came too late for all their windows.
    package private(set) var tooLate = 0

    private struct Arrival {
        var milliseconds: Int64
        var sequence: UInt64
        var event: Event
        /// Whether it came before: what is sent again after a crash.
        var isRepeated = false
    }

    /// One event in so many comes again, so many milliseconds later.
    private static let repeatedShare: UInt64 = 7
    private static let repeatedDelay: Int64 = 1_000
    /// Lines of a partition from one heartbeat to the next.
    private static let heartbeatLines = 50

    /// - Parameters:
    ///   - engine: That counts late events rather than amending what it said.
    ///   - seed: What delays are made from.
    ///   - repeats: How often the events happen, a day after each other.
    package init(
        files: [String], engine: DetectionEngine, reader: EventReader, directory: String,
        partitions: Int, seed: UInt64, repeats: Int
    ) throws {
        var engine = engine
        self.reader = reader
        var arrivals: [Arrival] = []
        self.reader.read(files) { event, sequence in
            let delay = Self.delay(seed: seed, sequence)
            arrivals.append(
                Arrival(
                    milliseconds: EventSchema.milliseconds(of: event.time) + delay,
                    sequence: sequence, event: copy event))
        }
        let once = arrivals
        for day in 1..<max(1, repeats) {
            for var arrival in once {
                let shift = Int64(day) * 86_400_000
                arrival.milliseconds += shift
                arrival.event.time.nanoseconds += shift * 1_000_000
                arrival.sequence += UInt64(day * once.count)
                arrivals.append(arrival)
            }
        }
        for var arrival in arrivals where arrival.sequence % Self.repeatedShare == 0 {
            arrival.milliseconds += Self.repeatedDelay
            arrival.isRepeated = true
            arrivals.append(arrival)
        }
        arrivals.sort { ($0.milliseconds, $0.sequence) < ($1.milliseconds, $1.sequence) }
        paths = (0..<partitions).map { "\(directory)/partition-\($0).ndjson" }
        try Self.write(arrivals, to: paths)
        rows = Self.rows(&engine, arrivals)
        tooLate = engine.detections.indices.reduce(0) { $0 + engine.counters(of: $1).tooLate }
    }

    /// Most events come within minutes, some within the hour, a few hours later.
    private static func delay(seed: UInt64, _ sequence: UInt64) -> Int64 {
        var z = seed &+ sequence &* 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        z ^= z >> 31
        let part = Int64(z >> 40)
        return switch z % 20 {
        case 0: part % 14_400_000
        case 1, 2: part % 3_600_000
        default: part % 300_000
        }
    }

    private static func write(_ arrivals: [Arrival], to paths: [String]) throws {
        var buffers = [[UInt8]](repeating: [], count: paths.count)
        var lines = [Int](repeating: 0, count: paths.count)
        for arrival in arrivals {
            let partition = Int(arrival.sequence % UInt64(paths.count))
            buffers[partition] += EventSchema.line(
                arrival.event, collector: "parity-\(partition)", sequence: arrival.sequence,
                arrival: arrival.milliseconds)
            buffers[partition].append(UInt8(ascii: "\n"))
            lines[partition] += 1
            guard lines[partition].isMultiple(of: heartbeatLines) else { continue }
            EventSchema.writeHeartbeat(
                collector: "parity-\(partition)", sequence: .max / 4 + UInt64(lines[partition]),
                arrival: arrival.milliseconds, to: &buffers[partition])
            buffers[partition].append(UInt8(ascii: "\n"))
        }
        for (path, buffer) in zip(paths, buffers) {
            try Data(buffer).write(to: URL(fileURLWithPath: path))
        }
    }

    /// Runs are due at full minutes, so the engine advances to each full minute.
    private static func rows(
        _ engine: inout DetectionEngine, _ arrivals: [Arrival]
    ) -> [ParityCorpus.FoundRow] {
        var firings: [Firing] = []
        var minute = Int64.min
        for arrival in arrivals {
            let now = arrival.milliseconds - ((arrival.milliseconds % 60_000) + 60_000) % 60_000
            if now > minute {
                minute = now
                firings += engine.advance(to: Timestamp(nanoseconds: now * 1_000_000))
            }
            if !arrival.isRepeated { engine.ingest(arrival.event) }
        }
        return (firings + engine.finish()).flatMap { firing in
            firing.rows.map { fired in
                ParityCorpus.FoundRow(
                    detection: firing.detection, tick: firing.window.tick.nanoseconds,
                    columns: firing.columns, cells: fired.row.cells.map(\.texts))
            }
        }
    }
}
