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
    private var details: [Int: ProcessDetails] = [:]
    /// What those creations say of their parents.
    private var parents: [Int: ProcessDetails] = [:]

    init(_ events: ReportEvents) { self.events = events }

    /// Reads what the trees of the rows show.
    mutating func read(_ paths: [String], reading: RecordReading, recordBytesMax: Int) {
        var wanted: [Int32: [UInt64: [Int]]] = [:]
        for process in events.processOfRow.values {
            let line = Self.line(of: process, events.processes)
            let children = line.last.map { events.processes.children(of: $0) } ?? []
            for index in line + children.prefix(Self.childrenMax) {
                let creation = events.processes.creations[index]
                wanted[creation.file, default: [:]][creation.offset, default: []].append(index)
            }
        }
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

    private mutating func take(_ event: Event, _ indices: [Int]) {
        guard event.dataSet == Processes.dataSet else { return }
        let names = ProcessIndex.names(of: event, "process_guid", "process_id")
        for index in indices where events.processes.creations[index].names == names {
            details[index] = ProcessDetails(event, prefix: "")
            parents[index] = ProcessDetails(event, prefix: "parent_")
        }
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
        let own = index.creation(process.names, at: process.time)
        var nodes: [BacktestReport.ProcessNode] = []
        let mentioned = line.first.map { parents[$0] ?? process.parent } ?? process.parent
        if !mentioned.isEmpty, !isCircle(line) {
            nodes.append(node(mentioned, depth: 0, .mentioned, nil))
        }
        for creation in line {
            let shown = details[creation] ?? process.own
            nodes.append(
                node(
                    shown, depth: nodes.count, creation == own ? .hit : .relative,
                    index.creations[creation].time))
        }
        if own == nil, !process.own.isEmpty {
            nodes.append(node(process.own, depth: nodes.count, .hit, nil))
        }
        return nodes + children(of: own, depth: nodes.count)
    }

    /// Whether the oldest of a line is the child of one that is in it.
    private func isCircle(_ line: [Int]) -> Bool {
        guard let oldest = line.first else { return false }
        let creation = events.processes.creations[oldest]
        return events.processes.creation(creation.parents, at: creation.time)
            .map(line.contains) ?? false
    }

    private func children(of own: Int?, depth: Int) -> [BacktestReport.ProcessNode] {
        guard let own else { return [] }
        let children = events.processes.children(of: own)
        var nodes = children.prefix(Self.childrenMax).compactMap { child in
            details[child].map {
                node($0, depth: depth, .relative, events.processes.creations[child].time)
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
