/// Which detections see what they need, and which are blind.
package struct DetectionCoverage: Sendable {
    package enum Sight: String, CaseIterable, Sendable {
        /// All that it needs arrives.
        case sees
        /// Some of its events or fields do not arrive.
        case partly
        /// None of its events arrives.
        case blind
        /// It looks at riskd's own risk events alone.
        case inner = "risk events"
    }

    package struct Line: Equatable, Sendable {
        package var detection: String
        package var sight: Sight
        /// Events and fields that do not arrive.
        package var missing: [String]
    }

    package let needs: CoverageNeeds
    package let arrivals: EventArrivals

    package init(_ needs: CoverageNeeds, _ arrivals: EventArrivals) {
        self.needs = needs
        self.arrivals = arrivals
    }

    /// The blind first, then by name.
    package var lines: [Line] {
        zip(needs.names, needs.scans).map { name, scans in line(name, scans) }.sorted {
            let (a, b) = (Self.rank($0.sight), Self.rank($1.sight))
            return a != b ? a < b : $0.detection < $1.detection
        }
    }

    private static func rank(_ sight: Sight) -> Int {
        [.blind, .partly, .sees, .inner].firstIndex(of: sight) ?? 0
    }

    private func line(_ name: String, _ scans: [CoverageNeeds.Scan]) -> Line {
        guard !scans.isEmpty else { return Line(detection: name, sight: .inner, missing: []) }
        var missing: [String] = []
        var arriving = 0
        for scan in scans {
            let there = scan.subjects.filter { arrivals.seen[$0] != nil }
            missing += scan.subjects.filter { arrivals.seen[$0] == nil }.map(\.text)
            guard !there.isEmpty else { continue }
            arriving += 1
            missing += scan.fields.filter { field in
                !there.contains { arrivals.seen[$0]?.fields.contains(field) ?? false }
            }
        }
        var once: [String] = []
        for text in missing where !once.contains(text) { once.append(text) }
        let sight: Sight = arriving == 0 ? .blind : once.isEmpty ? .sees : .partly
        return Line(detection: name, sight: sight, missing: once)
    }

    package func count(_ sight: Sight) -> Int { lines.count { $0.sight == sight } }

    package var json: JSONValue {
        .object([
            (
                "needs",
                .array(
                    needs.subjects.map { subject, fields, detections in
                        let seen = arrivals.seen[subject]
                        let missing = fields.filter { !(seen?.fields.contains($0) ?? false) }
                        return .object([
                            ("events", .string(subject.text)),
                            ("detections", .integer(detections)),
                            ("arrived", .integer(seen?.events ?? 0)),
                            ("fields", .strings(fields)),
                            ("fields_without_value", .strings(missing)),
                        ])
                    })
            ),
            (
                "detections",
                .array(
                    lines.map { line in
                        .object([
                            ("detection", .string(line.detection)),
                            ("sight", .string(line.sight.rawValue)),
                            ("missing", .strings(line.missing)),
                        ])
                    })
            ),
        ])
    }
}
