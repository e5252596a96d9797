import CIM
import DetectionExport
import RiskDetection

/// The processes around each row: its ancestors as far as the logs tell, the process itself, its
/// children. Reads the records of those processes from the logs.
struct ProcessTrees {
    /// Longer lines of ancestors are cut at the old end.
    private static let ancestorsMax = 20
    private static let childrenMax = 10

    private let events: ReportEvents
    /// What creations say of themselves and of their parents, where ``ProcessTexts`` had no room.
    private var details: [Int: (own: ProcessDetails, parent: ProcessDetails)] = [:]

    init(_ events: ReportEvents) { self.events = events }

    /// Reads from the logs what the trees of the rows show and memory has not.
    mutating func read(_ paths: [String], reading: RecordReading, recordBytesMax: Int) {
        let wanted = wantedPlaces()
        guard !wanted.isEmpty else { return }
        var normalizer = reading.normalizer()
        var event = Event(dataSet: Processes.dataSet)
        for (file, path) in paths.enumerated() {
            guard let offsets = wanted[Int32(file)] else { continue }
            // The pass before has reported a file that cannot be read any more.
            try? LogRecords(recordBytesMax: recordBytesMax).read(path) {
                kind, record, offset, _ in
                guard kind == .record, let indices = offsets[offset] else { return }
                // One record may hold several creations.
                var next: Normalization? = normalizer.normalize(record, into: &event)
                while let outcome = next {
                    if outcome == .event { take(event, indices) }
                    next = normalizer.next(into: &event)
                }
            }
        }
    }

    /// Creations that the trees show and memory has no texts of, each once, by file and place.
    private func wantedPlaces() -> [Int32: [UInt64: Set<Int>]] {
        let index = events.processes
        guard index.texts.count < index.creations.count else { return [:] }
        var wanted: [Int32: [UInt64: Set<Int>]] = [:]
        for process in events.processOfRow.values {
            let line = Self.line(of: process, index)
            let children = line.last.map { index.children(of: $0, most: Self.childrenMax).first }
            for shown in line + (children ?? []) where shown >= index.texts.count {
                let creation = index.creations[shown]
                wanted[creation.file, default: [:]][creation.offset, default: []].insert(shown)
            }
        }
        return wanted
    }

    private mutating func take(_ event: Event, _ indices: Set<Int>) {
        guard event.dataSet == Processes.dataSet else { return }
        let fields = ProcessFields(event.dataSet)
        let names = fields.names(of: event, \.own)
        for index in indices where events.processes.creations[index].names == names {
            details[index] = (
                ProcessDetails(event, fields.own), ProcessDetails(event, fields.parent)
            )
        }
    }

    /// Nil where a record could not be read again.
    private func shown(_ creation: Int) -> (own: ProcessDetails, parent: ProcessDetails)? {
        creation < events.processes.texts.count
            ? events.processes.texts.details(of: creation) : details[creation]
    }

    /// From the oldest ancestor to the process itself, those that the logs hold.
    private static func line(
        of process: ReportEvents.RowProcess, _ index: ProcessIndex
    ) -> [Int] {
        var line: [Int] = []
        var names = process.names
        var time = process.time
        // An event of a process that is not in the logs may name a parent that is.
        if index.creation(names, at: time) == nil { names = process.parents }
        while line.count < ancestorsMax, let next = index.creation(names, at: time),
            !line.contains(next)
        {
            line.append(next)
            names = index.creations[next].parents
            time = index.creations[next].time
        }
        return line.reversed()
    }

    func tree(of place: RowMatcher.Place) -> [BacktestReport.ProcessNode] {
        guard let process = events.process(of: place) else { return [] }
        let index = events.processes
        let line = Self.line(of: process, index)
        let hit = index.creation(process.names, at: process.time)
        var nodes: [BacktestReport.ProcessNode] = []
        let mentioned = line.first.map { shown($0)?.parent ?? process.parent } ?? process.parent
        if !mentioned.isEmpty, !isCircle(line) {
            nodes.append(node(mentioned, depth: 0, .mentioned, nil))
        }
        for creation in line {
            let own = shown(creation)?.own ?? process.own
            nodes.append(
                node(
                    own, depth: nodes.count, creation == hit ? .hit : .relative,
                    index.creations[creation].time))
        }
        if hit == nil, !process.own.isEmpty {
            nodes.append(node(process.own, depth: nodes.count, .hit, nil))
        }
        return nodes + children(of: hit, depth: nodes.count)
    }

    /// Whether the oldest of a line is the child of one that is in it.
    private func isCircle(_ line: [Int]) -> Bool {
        guard let oldest = line.first else { return false }
        let creation = events.processes.creations[oldest]
        return events.processes.creation(creation.parents, at: creation.time)
            .map(line.contains) ?? false
    }

    private func children(of hit: Int?, depth: Int) -> [BacktestReport.ProcessNode] {
        guard let hit else { return [] }
        let children = events.processes.children(of: hit, most: Self.childrenMax)
        var nodes = children.first.compactMap { child in
            shown(child).map {
                node($0.own, depth: depth, .relative, events.processes.creations[child].time)
            }
        }
        if children.count > Self.childrenMax {
            nodes.append(
                BacktestReport.ProcessNode(
                    depth: depth, kind: .more, name: "\(children.count - Self.childrenMax) more",
                    command: "", processID: "", time: nil))
        }
        return nodes
    }

    private func node(
        _ details: ProcessDetails, depth: Int, _ kind: BacktestReport.ProcessNode.Kind,
        _ time: Timestamp?
    ) -> BacktestReport.ProcessNode {
        BacktestReport.ProcessNode(
            depth: depth, kind: kind, name: details.name, command: details.command,
            processID: details.processID, time: time)
    }
}
