import CIM
import DetectionExport
import RiskDetection

/// The events behind the rows of a replay: reads the logs once more and keeps those that counted in
/// a row, and where every process creation stands.
struct ReportEvents {
    /// What is kept of one row, and of all of them.
    static let eventsOfRowMax = 10
    static let eventBytesMax = 16 << 10
    static let totalBytesMax = 64 << 20

    private(set) var events: [BacktestReport.Event] = []
    /// Indexes into `events`, and how many events there were; under the place of all rows of a firing
    /// where those share them.
    private var ofRow: [RowMatcher.Place: (kept: [Int], count: Int)] = [:]
    /// For each row the process of its first event, by its names, with the time of the event; likewise.
    private(set) var processOfRow: [RowMatcher.Place: RowProcess] = [:]
    private(set) var processes: ProcessIndex
    private(set) var isComplete = true
    private(set) var unreadable: [String] = []
    private var matcher: RowMatcher
    private var normalizer: Normalizer
    /// Makes the events of raw searches; nil where there are none.
    private var raw: RawIntake?
    private var totalBytes = 0
    private let totalBytesMax: Int
    private var fields: [DataSet: ProcessFields] = [:]

    /// The process that a row is about, as its event tells.
    struct RowProcess {
        var names: ProcessIndex.Names
        var parents: ProcessIndex.Names
        var time: Timestamp
        /// What the event says of the process and of its parent.
        var own: ProcessDetails
        var parent: ProcessDetails
    }

    /// - Parameters:
    ///   - raw: What the replay made events of raw searches by.
    ///   - totalBytesMax: Room for all events.
    init(
        _ detections: [Detection], _ firings: [Firing], reading: RecordReading, raw: RawIntake?,
        textBytesMax: Int, totalBytesMax: Int = Self.totalBytesMax
    ) {
        self.totalBytesMax = totalBytesMax
        processes = ProcessIndex(textBytesMax: textBytesMax)
        matcher = RowMatcher(detections, firings)
        normalizer = reading.normalizer()
        self.raw = raw
    }

    /// The events of a row: indexes into ``events``, and how many there were.
    func events(of row: RowMatcher.Place) -> (kept: [Int], count: Int) {
        ofRow[row] ?? ofRow[row.ofAllRows] ?? ([], 0)
    }

    func process(of row: RowMatcher.Place) -> RowProcess? {
        processOfRow[row] ?? processOfRow[row.ofAllRows]
    }

    mutating func read(_ paths: [String], recordBytesMax: Int) {
        for (file, path) in paths.enumerated() {
            guard path != "-" else {
                unreadable.append(
                    "standard input can be read only once, so its events are not shown")
                continue
            }
            do {
                try LogRecords(recordBytesMax: recordBytesMax).read(path) {
                    kind, record, offset, _ in
                    if kind == .record { take(record, file: file, offset: offset) }
                }
            } catch {
                unreadable.append("\(path): \(error)")
            }
        }
        processes.finish()
    }

    private mutating func take(_ record: Span<UInt8>, file: Int, offset: UInt64) {
        var event = Event(dataSet: Processes.dataSet)
        var kept: Int?
        var outcome: Normalization? = normalizer.normalize(record, into: &event)
        raw?.extract(record, as: .automatic, zone: 0)
        while true {
            if outcome == .event {
                processes.add(event, file: file, offset: offset)
                note(matcher.places(of: event), event, record, file, offset, &kept)
            }
            if let event = raw?.event {
                note(matcher.places(of: event), event, record, file, offset, &kept)
            }
            guard normalizer.hasNext || raw?.hasNext ?? false else { return }
            outcome = normalizer.next(into: &event)
            raw?.extractNext()
        }
    }

    /// Counts an event in its rows.
    ///
    /// - Parameter kept: Where its record is kept, once that is so.
    private mutating func note(
        _ places: [RowMatcher.Place], _ event: Event, _ record: Span<UInt8>, _ file: Int,
        _ offset: UInt64, _ kept: inout Int?
    ) {
        var process: RowProcess?
        for place in places {
            ofRow[place, default: ([], 0)].count += 1
            if ofRow[place, default: ([], 0)].kept.count < Self.eventsOfRowMax {
                kept = kept ?? keep(record, file: file, offset: offset)
                if let kept, ofRow[place]?.kept.last != kept {
                    ofRow[place, default: ([], 0)].kept.append(kept)
                }
            }
            guard processOfRow[place] == nil, !event.dataSet.isRaw else { continue }
            let known = process ?? rowProcess(of: event)
            process = known
            processOfRow[place] = known
        }
    }

    private mutating func rowProcess(of event: Event) -> RowProcess {
        let known = fields[event.dataSet] ?? ProcessFields(event.dataSet)
        fields[event.dataSet] = known
        return RowProcess(
            names: known.names(of: event, \.own), parents: known.names(of: event, \.parent),
            time: event.time, own: ProcessDetails(event, known.own),
            parent: ProcessDetails(event, known.parent))
    }

    private mutating func keep(_ record: Span<UInt8>, file: Int, offset: UInt64) -> Int? {
        let count = min(record.count, Self.eventBytesMax)
        guard totalBytes + count <= totalBytesMax else {
            isComplete = false
            return nil
        }
        totalBytes += count
        let text = unsafe record.extracting(0..<count).withUnsafeBytes {
            unsafe String(decoding: $0, as: UTF8.self)
        }
        let cut = count < record.count ? "… (cut after \(count) bytes)" : ""
        events.append(
            BacktestReport.Event(
                file: file, offset: offset, text: text + cut))
        return events.count - 1
    }
}

extension RowMatcher.Place {
    /// The place of all rows of its firing.
    fileprivate var ofAllRows: RowMatcher.Place { RowMatcher.Place(firing: firing, row: nil) }
}
