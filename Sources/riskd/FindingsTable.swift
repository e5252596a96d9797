import CIM
import DetectionExport
import RiskDetection
import SPL

/// What a replay found, for a person: a line for each risk object of a detection in a window.
struct FindingsTable {
    /// The rows of one risk object, taken together.
    private struct Line {
        var window: Window
        var detection: String
        var object: String
        var score: String
        var rows = 0
        var count: Int64 = 0
        var first = ""
        var last = ""
    }

    private var order: [[String]] = []
    private var byKey: [[String]: Line] = [:]
    private var rows = 0
    private let windows: Int
    private let detections: Int

    init(_ firings: [Firing], _ detections: [Detection]) {
        windows = Set(firings.map(\.window)).count
        self.detections = Set(firings.map(\.detection)).count
        let builder = RiskBuilder()
        for firing in firings {
            for result in builder.results(of: firing, detections[firing.detection]) { add(result) }
        }
    }

    private mutating func add(_ result: ResultRow) {
        rows += 1
        for (object, score) in Self.objects(of: result) {
            let key = [result.window.tick.epochText, result.detection.id, object, score]
            if byKey[key] == nil { order.append(key) }
            var line =
                byKey[key]
                ?? Line(
                    window: result.window, detection: result.detection.name, object: object,
                    score: score)
            line.rows += 1
            if case .integer(let count) = result.value("count") { line.count &+= count }
            let first = Self.clock(result.value("firstTime"))
            let last = Self.clock(result.value("lastTime"))
            if !first.isEmpty, line.first.isEmpty || first < line.first { line.first = first }
            line.last = max(line.last, last)
            byKey[key] = line
        }
    }

    /// A time as people read it, in UTC where a search has not written it out.
    private static func clock(_ value: Value) -> String {
        let text = value.texts.first ?? ""
        let isEpoch = !text.isEmpty && text.utf8.allSatisfy { "0123456789.".utf8.contains($0) }
        guard isEpoch, let time = Timestamp.parse(text) else { return text }
        return String(time.rfc3339.prefix(19))
    }

    /// The risk objects of a row; of one that raises no risk, such as a Hunting row, its computer and
    /// its user; else one without a name.
    private static func objects(of result: ResultRow) -> [(object: String, score: String)] {
        let detection = result.detection
        if detection.createsRisk {
            let objects = detection.risk.riskObjects.flatMap { object in
                result.value(object.field).texts.filter {
                    !$0.isEmpty && !object.nobody.contains($0)
                }.map {
                    (object: "\(object.type) \($0)", score: String(object.score))
                }
            }
            return objects.isEmpty ? [("-", "-")] : objects
        }
        let finding = Finding(result, detection: 0, records: [])
        if !finding.objects.isEmpty {
            return finding.objects.map { ($0.label, String($0.score)) }
        }
        return finding.labels.isEmpty ? [("-", "-")] : finding.labels.map { ($0, "-") }
    }

    /// - Parameter isColoured: Whether the titles are set off.
    func lines(isColoured: Bool) -> [String] {
        guard rows > 0 else { return ["nothing found"] }
        var table = TextTable([
            .init(title: "WINDOW (UTC)", widthMax: 24), .init(title: "DETECTION", widthMax: 44),
            .init(title: "RISK OBJECT", widthMax: 44),
            .init(title: "SCORE", isNumber: true, widthMax: 5),
            .init(title: "ROWS", isNumber: true, widthMax: 8),
            .init(title: "COUNT", isNumber: true, widthMax: 12),
            .init(title: "FIRST", widthMax: 19), .init(title: "LAST", widthMax: 19),
        ])
        for line in order.compactMap({ byKey[$0] }) {
            table.add([
                Self.text(of: line.window), line.detection, line.object, line.score,
                String(line.rows), line.count > 0 ? String(line.count) : "", line.first, line.last,
            ])
        }
        return table.lines(isColoured: isColoured) + [
            "", "\(rows) row(s) of \(detections) detection(s) in \(windows) window(s)",
        ]
    }

    private static func text(of window: Window) -> String {
        let start = window.start.rfc3339
        let end = window.end.rfc3339
        let day = start.prefix(10)
        let endDay = end.prefix(10) == day ? "" : "\(end.prefix(10).suffix(5)) "
        return "\(day) \(start.dropFirst(11).prefix(5))–\(endDay)\(end.dropFirst(11).prefix(5))"
    }
}
