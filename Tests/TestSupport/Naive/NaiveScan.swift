package import CIM
import Foundation
package import SPL

/// A scan as plainly as can be: all events that fulfil the condition, grouped, each aggregate over
/// the list of the members.
package enum NaiveScan {
    /// - Shape: groups × (keys, then aggregates), ascending by key.
    package static func table(of scan: Scan, _ events: [Event]) -> NaiveTable {
        if scan.output == .events { return rows(of: scan, events) }
        var groups: [[String]: [Event]] = [:]
        for event in events where takes(event, scan) {
            let key = scan.keys.map { key in
                key.field == .time ? bucket(event.time, key.span) : text(key.field, event)
            }.map { $0 ?? scan.nullFill }
            if key.contains(nil) { continue }
            groups[key.map { $0 ?? "" }, default: []].append(event)
        }
        if scan.keys.isEmpty, groups.isEmpty { groups[[]] = [] }
        let times = scan.keys.map { $0.field == .time }
        let order = groups.keys.sorted { a, b in
            for (index, (x, y)) in zip(a, b).enumerated() where x != y {
                if times[index] { return (Double(x) ?? 0) < (Double(y) ?? 0) }
                return x.utf8.lexicographicallyPrecedes(y.utf8)
            }
            return false
        }
        return NaiveTable(
            columns: scan.keys.map(\.column) + scan.aggregates.map(\.column),
            rows: order.map { key in
                key.map { [$0] } + scan.aggregates.map { result($0, groups[key] ?? []) }
            })
    }

    /// A row an event, newest first.
    private static func rows(of scan: Scan, _ events: [Event]) -> NaiveTable {
        let taken = events.filter { takes($0, scan) }.sorted { $0.time > $1.time }
        return NaiveTable(
            columns: scan.keys.map(\.column),
            rows: taken.map { event in scan.keys.map { texts($0.field, event) } })
    }

    /// Whether an event fulfils the condition.
    package static func takes(_ event: Event, _ scan: Scan) -> Bool {
        event.dataSet == scan.dataSet && holds(scan.predicate, event)
    }

    private static func bucket(_ time: Timestamp, _ span: TimeSpan?) -> String {
        guard let span else { return time.epochText }
        let width: Double
        switch span {
        case .seconds(let seconds): width = Double(seconds)
        case .days(let days): width = Double(days) * 86_400
        case .months: preconditionFailure("buckets of months are not drawn")
        }
        let seconds = (Double(time.nanoseconds) / 1e9).rounded(.down)
        return NaiveText.values((seconds / width).rounded(.down) * width)[0]
    }

    private static func text(_ field: ScanField, _ event: Event) -> String? {
        texts(field, event).first
    }

    private static func texts(_ field: ScanField, _ event: Event) -> [String] {
        switch field {
        case .field(let id): event.strings(id)
        case .time: [event.time.epochText]
        case .absent: []
        }
    }

    private static func holds(_ predicate: SPL.Predicate<ScanField>, _ event: Event) -> Bool {
        func matches(_ text: String, _ pattern: TextPattern) -> Bool {
            pattern.isCaseSensitive
                ? NaiveText.glob(Array(pattern.text), Array(text))
                : NaiveText.matches(text, pattern: pattern.text, readsNetworks: true)
        }
        switch predicate {
        case .all: return true
        case .and(let parts): return parts.allSatisfy { holds($0, event) }
        case .or(let parts): return parts.contains { holds($0, event) }
        case .not(let part): return !holds(part, event)
        case .matches(let field, let patterns):
            return texts(field, event).contains { value in
                patterns.contains { matches(value, $0) }
            }
        case .differs(let field, let pattern):
            return texts(field, event).contains { !matches($0, pattern) }
        case .ordered(let field, let ordering, let right):
            return texts(field, event).contains {
                NaiveText.compare($0, ordering.rawValue, right)
            }
        // The search language has none of these: ``NaiveSigma`` says what they mean.
        case .passes(let field, let test): return texts(field, event).contains { test.passes($0) }
        case .compares(let field, let comparison, let other):
            return texts(field, event).contains { value in
                texts(other, event).contains { comparison.holds(value, $0) }
            }
        case .term(let pattern, let field):
            return field.map { texts($0, event).contains { word(pattern.text, isIn: $0) } } ?? false
        }
    }

    /// Whether a term stands in a text with nothing going on at either end, by a regular expression.
    package static func word(_ term: String, isIn text: String) -> Bool {
        let pieces = term.split(separator: "*", omittingEmptySubsequences: false)
            .map { NSRegularExpression.escapedPattern(for: String($0)) }
        let word = #"[0-9A-Za-z\x{80}-\x{10FFFF}]"#
        func edge(_ first: Character?, _ behind: String) -> String {
            guard let first, first.isLetter || first.isNumber || !first.isASCII else { return "" }
            return behind
        }
        let start = pieces[0].isEmpty ? "" : edge(term.first, "(?<!\(word))")
        let end = (pieces.last ?? "").isEmpty ? "" : edge(term.last, "(?!\(word))")
        let pattern = start + pieces.joined(separator: "[\\s\\S]*") + end
        let expression = try? NSRegularExpression(pattern: pattern, options: [.caseInsensitive])
        let whole = NSRange(text.startIndex..., in: text)
        return expression?.firstMatch(in: text, range: whole) != nil
    }

    private static func result(_ aggregate: Aggregate, _ members: [Event]) -> [String] {
        guard let input = aggregate.input else { return [String(members.count)] }
        let present = members.filter { text(input, $0) != nil }
        let texts = present.compactMap { text(input, $0) }
        let numbers = texts.compactMap(NaiveText.number)
        func number(_ of: ([Double]) -> Double) -> [String] {
            numbers.isEmpty ? [] : NaiveText.values(of(numbers))
        }
        // Of equal times the greater text.
        func value(_ time: Timestamp?) -> [String] {
            texts.indices.filter { present[$0].time == time }.map { texts[$0] }
                .max { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { [$0] } ?? []
        }
        switch aggregate.function {
        case .count: return [String(texts.count)]
        case .distinctCount: return [String(Set(texts).count)]
        case .values: return Set(texts).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        case .min where input == .time:
            return members.map(\.time).min().map { [$0.epochText] } ?? []
        case .max where input == .time:
            return members.map(\.time).max().map { [$0.epochText] } ?? []
        case .min:
            if numbers.count == texts.count { return NaiveText.values(numbers.min()) }
            return texts.min().map { [$0] } ?? []
        case .max:
            if numbers.count == texts.count { return NaiveText.values(numbers.max()) }
            return texts.max().map { [$0] } ?? []
        case .sum: return number { $0.reduce(0, +) }
        case .average: return number { $0.reduce(0, +) / Double($0.count) }
        case .standardDeviation:
            return number { variance($0, 1).squareRoot() }
        case .sampleVariance: return number { variance($0, 1) }
        case .populationVariance: return number { variance($0, 0) }
        case .populationDeviation: return number { variance($0, 0).squareRoot() }
        case .sumOfSquares: return number { $0.map { $0 * $0 }.reduce(0, +) }
        case .range: return number { ($0.max() ?? 0) - ($0.min() ?? 0) }
        case .percentile(let hundredths):
            return number { numbers in
                let rank = Int(hundredths / 100 * Double(numbers.count))
                return numbers.sorted()[min(rank, numbers.count - 1)]
            }
        case .earliest: return value(present.map(\.time).min())
        case .latest: return value(present.map(\.time).max())
        case .earliestTime: return present.map(\.time).min().map { [$0.epochText] } ?? []
        case .latestTime: return present.map(\.time).max().map { [$0.epochText] } ?? []
        case .rate: return rate(present.map(\.time), value)
        // Of the most frequent the one with the smallest bytes.
        case .mode:
            let most = texts.map { text in texts.filter { $0 == text }.count }.max()
            return texts.filter { text in texts.filter { $0 == text }.count == most }
                .min { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { [$0] } ?? []
        }
    }

    private static func variance(_ numbers: [Double], _ missing: Int) -> Double {
        guard numbers.count > missing else { return 0 }
        let mean = numbers.reduce(0, +) / Double(numbers.count)
        let squares = numbers.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
        return squares / Double(numbers.count - missing)
    }

    private static func rate(
        _ times: [Timestamp], _ value: (Timestamp?) -> [String]
    ) -> [String] {
        guard let oldest = times.min(), let newest = times.max(), oldest < newest,
            let low = value(oldest).first.flatMap(NaiveText.number),
            let high = value(newest).first.flatMap(NaiveText.number)
        else { return [] }
        let seconds = Double(newest.nanoseconds - oldest.nanoseconds) / 1e9
        return NaiveText.values((high - low) / seconds)
    }
}
