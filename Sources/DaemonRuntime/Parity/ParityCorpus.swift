import CIM
import DetectionExport
import Foundation
package import RiskDetection
package import SPL

/// The events of some logs: what riskd finds in them, and the same events as a file for an engine.
package struct ParityCorpus {
    /// A row that riskd found.
    package struct FoundRow: Sendable {
        package var detection: Int
        package var tick: Int64
        package var columns: [String]
        package var cells: [[String]]
    }

    package private(set) var reader: EventReader
    package private(set) var rows: [FoundRow] = []
    /// Of each schedule the windows that hold events, ascending by tick.
    package private(set) var windows: [(schedule: String, window: Window)] = []

    /// Reads the files once, for both.
    ///
    /// - Parameters:
    ///   - eventsPath: Where the events are written, one a line.
    /// - Throws: ``SystemError`` where they cannot be.
    package init(
        files: [String], engine: DetectionEngine, reader: EventReader, eventsPath: String
    ) throws {
        var engine = engine
        self.reader = reader
        guard FileManager.default.createFile(atPath: eventsPath, contents: nil),
            let output = FileHandle(forWritingAtPath: eventsPath)
        else { throw SystemError("create \(eventsPath)") }
        var schedules: [String: Schedule] = [:]
        for detection in engine.detections {
            schedules[EngineNames.schedule(detection.schedule)] = detection.schedule
        }
        var buffer: [UInt8] = []
        var times: Set<Timestamp> = []
        var failure: (any Error)?
        func flush() {
            do {
                try output.write(contentsOf: buffer)
            } catch {
                failure = error
            }
            buffer.removeAll(keepingCapacity: true)
        }
        self.reader.read(files) { event, number in
            engine.ingest(event)
            times.insert(event.time)
            buffer += EventSchema.line(event, collector: "parity", sequence: number)
            buffer.append(UInt8(ascii: "\n"))
            if buffer.count > 1 << 20 { flush() }
        }
        flush()
        try output.close()
        if let failure { throw failure }
        windows = Self.windows(of: schedules, times)
        rows = Self.rows(&engine)
    }

    private static func windows(
        of schedules: [String: Schedule], _ times: Set<Timestamp>
    ) -> [(schedule: String, window: Window)] {
        schedules.sorted { $0.key < $1.key }.flatMap { name, schedule in
            var found: Set<Window> = []
            for time in times { found.formUnion(schedule.windows(containing: time)) }
            return found.sorted { $0.tick < $1.tick }.map { (name, $0) }
        }
    }

    private static func rows(_ engine: inout DetectionEngine) -> [FoundRow] {
        engine.finish().flatMap { firing in
            firing.rows.map { fired in
                FoundRow(
                    detection: firing.detection, tick: firing.window.tick.nanoseconds,
                    columns: firing.columns, cells: fired.row.cells.map(\.texts))
            }
        }
    }
}
