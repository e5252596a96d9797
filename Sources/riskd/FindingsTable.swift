import CIM
import RiskDetection
import SPL

/// What a replay found, for a person.
enum FindingsTable {
    static func lines(_ firings: [Firing], _ detections: [Detection]) -> [String] {
        var table = TextTable([
            .init(title: "WINDOW (UTC)", widthMax: 24), .init(title: "DETECTION", widthMax: 44),
            .init(title: "RISK OBJECT", widthMax: 44),
            .init(title: "SCORE", isNumber: true, widthMax: 5),
            .init(title: "COUNT", isNumber: true, widthMax: 12),
            .init(title: "FIRST", widthMax: 19), .init(title: "LAST", widthMax: 19),
        ])
        var rows = 0
        let builder = RiskBuilder()
        for firing in firings {
            let detection = detections[firing.detection]
            for result in builder.results(of: firing, detection) {
                rows += 1
                for object in objects(of: result) {
                    table.add([
                        window(result.window), detection.name, object.text, object.score,
                        text(result, "count"), text(result, "firstTime"),
                        text(result, "lastTime"),
                    ])
                }
            }
        }
        guard rows > 0 else { return ["nothing found"] }
        let windows = Set(firings.map(\.window)).count
        return table.lines(isColoured: StandardOutput.isTerminal) + [
            "",
            "\(rows) row(s) of \(Set(firings.map(\.detection)).count) detection(s) in "
                + "\(windows) window(s)",
        ]
    }

    /// The risk objects of a row; one line without an object for a detection that raises no risk.
    private static func objects(of result: ResultRow) -> [(text: String, score: String)] {
        let detection = result.detection
        let objects =
            detection.createsRisk
            ? detection.risk.riskObjects.flatMap { object in
                result.value(object.field).texts.filter { !$0.isEmpty }.map {
                    (text: "\(object.type) \($0)", score: String(object.score))
                }
            } : []
        return objects.isEmpty ? [(text: "-", score: "-")] : objects
    }

    private static func window(_ window: Window) -> String {
        let start = window.start.rfc3339
        let end = window.end.rfc3339
        let day = start.prefix(10)
        let endDay = end.prefix(10) == day ? "" : "\(end.prefix(10).suffix(5)) "
        return "\(day) \(start.dropFirst(11).prefix(5))–\(endDay)\(end.dropFirst(11).prefix(5))"
    }

    private static func text(_ result: ResultRow, _ column: String) -> String {
        result.value(column).texts.first ?? ""
    }
}
