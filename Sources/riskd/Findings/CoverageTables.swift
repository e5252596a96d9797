import DetectionExport

/// Coverage as tables: what is needed and arrives, and which detections are blind.
struct CoverageTables {
    private let coverage: DetectionCoverage

    init(_ coverage: DetectionCoverage) { self.coverage = coverage }

    func lines(width: Int?, isColoured: Bool) -> [String] {
        let blind = coverage.lines.filter { $0.sight == .blind || $0.sight == .partly }
        let counts = DetectionCoverage.Sight.allCases.map { sight in
            let count = coverage.count(sight)
            return switch sight {
            case .sees: "\(count) see all that they need"
            case .partly: "\(count) a part of it"
            case .blind: "\(count) are blind"
            case .inner: "\(count) need risk events alone"
            }
        }
        let total =
            "\(FindingsText.plural(coverage.needs.names.count, "detection")): "
            + counts.joined(separator: ", ")
        return needs.lines(width: width, isColoured: isColoured) + [""]
            + (blind.isEmpty
                ? [] : detections(blind).lines(width: width, isColoured: isColoured) + [""])
            + DisplayWidth.lines(total, width: width ?? .max, linesMax: 4)
    }

    private var needs: FittedTable {
        var table = FittedTable([
            .init(title: "EVENTS", widthMin: 27), .init(title: "DETECTIONS", isNumber: true),
            .init(title: "ARRIVED", isNumber: true),
            .init(title: "FIELDS WITHOUT A VALUE", widthMin: 24, widthGood: 40, linesMax: 20),
        ])
        for (subject, fields, detections) in coverage.needs.subjects {
            let seen = coverage.arrivals.seen[subject]
            let missing = fields.filter { !(seen?.fields.contains($0) ?? false) }
            table.add([
                subject.text, FindingsText.number(detections),
                FindingsText.number(seen?.events ?? 0),
                seen == nil ? "" : missing.joined(separator: ", "),
            ])
        }
        return table
    }

    private func detections(_ lines: [DetectionCoverage.Line]) -> FittedTable {
        var table = FittedTable([
            .init(title: "SIGHT", colour: { $0 == "blind" ? 31 : 33 }),
            .init(title: "DETECTION", widthMin: 24, widthGood: 44),
            .init(title: "DOES NOT ARRIVE", widthMin: 24, widthGood: 40, linesMax: 20),
        ])
        for line in lines {
            table.add([line.sight.rawValue, line.detection, line.missing.joined(separator: ", ")])
        }
        return table
    }
}
