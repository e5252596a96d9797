import CIM
import SPL

/// What Swift printed of a scan when ``LegacyFingerprint`` was made of that.
struct LegacyScanText {
    private let dataSet: DataSet

    init(of dataSet: DataSet) { self.dataSet = dataSet }

    /// - Returns: Nil where the scan reads a field that its data set did not have then.
    func text(of scan: Scan) -> String? {
        guard let fields = LegacyDataSets.fields(of: dataSet),
            let predicate = inner(scan.predicate), let keys = list(scan.keys, text(of:)),
            let aggregates = list(scan.aggregates, text(of:))
        else { return nil }
        let dataSet =
            "CIM.DataSet(model: \(quoted(dataSet.model)), name: \(quoted(dataSet.name)), "
            + "fields: [\(fields.map(quoted).joined(separator: ", "))])"
        return "SPL.Scan(dataSet: \(dataSet), predicate: \(predicate), keys: \(keys), "
            + "aggregates: \(aggregates), nullFill: \(optional(scan.nullFill.map(quoted))))"
    }

    /// A condition that stands alone.
    func text(of condition: Predicate<ScanField>) -> String? {
        switch condition {
        case .all: return "all"
        case .and(let parts): return list(parts, inner).map { "and(\($0))" }
        case .or(let parts): return list(parts, inner).map { "or(\($0))" }
        case .not(let part): return inner(part).map { "not(\($0))" }
        case .matches(let field, let patterns):
            let patterns = patterns.map(text(of:)).joined(separator: ", ")
            return text(of: field).map { "matches(\($0), [\(patterns)])" }
        case .differs(let field, let pattern):
            return text(of: field).map { "differs(\($0), \(text(of: pattern)))" }
        case .ordered(let field, let ordering, let value):
            return text(of: field).map {
                "ordered(\($0), SPL.Ordering.\(text(of: ordering)), \(quoted(value)))"
            }
        // No plan of an earlier version has one.
        case .passes, .compares: return nil
        case .term(let pattern, _): return "term(\(text(of: pattern)))"
        }
    }

    /// A condition within something else.
    private func inner(_ condition: Predicate<ScanField>) -> String? {
        text(of: condition).map { "SPL.Predicate<SPL.ScanField>.\($0)" }
    }

    private func text(of field: ScanField) -> String? {
        switch field {
        case .field(let id):
            LegacyDataSets.place(of: id, in: dataSet).map {
                "SPL.ScanField.field(CIM.FieldID(index: \($0)))"
            }
        case .time: "SPL.ScanField.time"
        case .absent(let name): "SPL.ScanField.absent(\(quoted(name)))"
        }
    }

    private func text(of key: ScanKey) -> String? {
        let span: String? =
            switch key.span {
            case nil: nil
            case .seconds(let count): "SPL.TimeSpan.seconds(\(count))"
            case .days(let count): "SPL.TimeSpan.days(\(count))"
            case .months(let count): "SPL.TimeSpan.months(\(count))"
            }
        return text(of: key.field).map {
            "SPL.ScanKey(column: \(quoted(key.column)), field: \($0), span: \(optional(span)))"
        }
    }

    private func text(of aggregate: Aggregate) -> String? {
        var input: String?
        if let field = aggregate.input {
            guard let text = text(of: field) else { return nil }
            input = text
        }
        guard let name = text(of: aggregate.function) else { return nil }
        let function = "SPL.AggregateFunction.\(name)"
        return "SPL.Aggregate(function: \(function), input: \(optional(input)), "
            + "column: \(quoted(aggregate.column)))"
    }

    /// - Returns: Nil for a function that no plan of then has.
    private func text(of function: AggregateFunction) -> String? {
        switch function {
        case .count: "count"
        case .distinctCount: "distinctCount"
        case .values: "values"
        case .min: "min"
        case .max: "max"
        case .sum: "sum"
        case .average: "average"
        case .standardDeviation: "standardDeviation"
        case .earliest: "earliest"
        case .latest: "latest"
        default: nil
        }
    }

    private func text(of ordering: Ordering) -> String {
        switch ordering {
        case .less: "less"
        case .lessOrEqual: "lessOrEqual"
        case .greater: "greater"
        case .greaterOrEqual: "greaterOrEqual"
        }
    }

    private func text(of pattern: TextPattern) -> String {
        let isASCII = pattern.pieces.allSatisfy { $0.allSatisfy { $0 < 0x80 } }
        return "TextPattern(pieces: \(pattern.pieces), "
            + "isCaseSensitive: \(pattern.isCaseSensitive), "
            + "matchesEverything: \(pattern.matchesEverything), isASCII: \(isASCII), "
            + "text: \(quoted(pattern.text)), network: \(optional(network(of: pattern))))"
    }

    private func network(of pattern: TextPattern) -> String? {
        let parts = pattern.text.split(separator: "/")
        guard pattern.network != nil, parts.count == 2, let address = IPAddress(parts[0]),
            let prefix = Int(parts[1])
        else { return nil }
        return "SPL.IPNetwork(address: SPL.IPAddress(number: \(address.number), "
            + "isVersion6: \(address.isVersion6)), prefix: \(prefix))"
    }

    private func list<Part>(_ parts: [Part], _ text: (Part) -> String?) -> String? {
        let texts = parts.compactMap(text)
        return texts.count == parts.count ? "[\(texts.joined(separator: ", "))]" : nil
    }

    private func quoted(_ text: String) -> String { text.debugDescription }

    private func optional(_ text: String?) -> String { text.map { "Optional(\($0))" } ?? "nil" }
}
