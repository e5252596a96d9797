import CIM

/// The data set of a `tstats`, and what field names mean in it.
///
/// Source: Splunk Search Reference, "tstats": fields of a data set are written with its name before
/// them; `_time`, `host`, `source`, `sourcetype` and `index` without.
struct ScanFields {
    private static let unprefixed = ["host", "source", "sourcetype", "index"]
    private static let timeField = "_time"
    /// Names that set the time range of a search instead of comparing a field.
    private static let timeModifiers = [
        "earliest", "latest", "_index_earliest", "_index_latest", "starttime", "endtime",
    ]

    /// What stands behind `datamodel=`, and what `nodename=` made of it.
    private var name: String
    private(set) var dataSet: DataSet?

    init(_ source: Token, _ diagnostics: inout Diagnostics) {
        name = source.text
        dataSet = DataModel.dataSet(named: name)
    }

    /// Finds the data set of a data model that stands alone, `datamodel=Network_Resolution`: the one
    /// that all fields are of.
    ///
    /// Splunk searches the events of every data set of the model. Those of others have none of the
    /// fields, so they do not count where the condition needs one of them, or where a key of `by`
    /// is one of them and nothing stands for null. Where neither holds the data set has to be
    /// named, unless the model has one alone here.
    mutating func inferDataSet(
        from condition: SearchExpression, keys: [String], inputs: [String], nullFill: String?
    ) {
        guard dataSet == nil else { return }
        let candidates = DataModel.all.filter { $0.model == name }
        let names = condition.fieldNames + keys + inputs
        let used = candidates.filter { set in
            names.contains { $0.hasPrefix("\(set.name).") }
        }
        if candidates.count == 1, used.count == 1 || names.allSatisfy({ !$0.contains(".") }) {
            dataSet = candidates[0]
        } else if used.count == 1 {
            let prefix = "\(used[0].name)."
            let hasKey = nullFill == nil && keys.contains { $0.hasPrefix(prefix) }
            if hasKey || condition.needsField(withPrefix: prefix) { dataSet = used[0] }
        }
    }

    /// Takes `nodename=` out of a condition: it names the data set.
    ///
    /// It must hold for all events: alone, or joined to the rest by AND.
    mutating func takeNodeName(
        from condition: SearchExpression, _ diagnostics: inout Diagnostics
    ) -> SearchExpression {
        switch condition {
        case .and(let operands):
            return .and(operands.map { takeNodeName(from: $0, &diagnostics) })
        case .comparison(let field, .equal, let value) where field.name == "nodename":
            let model = name.split(separator: ".").first.map(String.init) ?? name
            let isQualified = value.text.hasPrefix("\(model).")
            let node = isQualified ? value.text : "\(model).\(value.text)"
            if name.contains("."), node != name {
                diagnostics.report(
                    Problem(
                        .unknownDataModel,
                        "`nodename` names another data set than `datamodel=\(name)`.",
                        at: field.range.lowerBound..<value.range.upperBound))
                return .all
            }
            name = node
            dataSet = DataModel.dataSet(named: node)
            return .all
        default: return condition
        }
    }

    /// Reports the data set when there is none of this name.
    func finish(_ source: Token, _ diagnostics: inout Diagnostics) {
        guard dataSet == nil else { return }
        let known = DataModel.all.map(\.qualifiedName)
        let ofModel = known.filter { $0.hasPrefix("\(name).") }
        let question =
            ofModel.isEmpty
            ? Suggestion.question(name, among: known)
            : " Write the data set behind it: `datamodel=\(ofModel[0])`."
        diagnostics.report(
            Problem(
                .unknownDataModel,
                "the data set `\(name)` is not supported; there is "
                    + "\(known.joined(separator: ", ")).\(question)", at: source.range))
    }

    /// What a name stands for. One that the data set does not have is always null; that compiles,
    /// with a warning, because Splunk takes it too.
    func resolve(_ field: SearchField, _ diagnostics: inout Diagnostics) -> ScanField {
        if field.name == Self.timeField { return .time }
        if Self.timeModifiers.contains(field.name) {
            diagnostics.report(
                Problem(
                    .unsupportedArgument,
                    "`\(field.name)` is not supported in a search; the time range of a detection "
                        + "is part of its schedule.", at: field.range))
            return .absent(field.name)
        }
        if field.name == "nodename" {
            diagnostics.report(
                Problem(
                    .unsupportedArgument,
                    "`nodename` can only be compared with `=`, and joined to the rest by AND.",
                    at: field.range))
            return .absent(field.name)
        }
        // Without a data set the search is refused anyway, and no name can be judged.
        guard let dataSet else { return .absent(field.name) }
        if Self.unprefixed.contains(field.name), let id = dataSet.field(field.name) {
            return .field(id)
        }
        if let bare = bareName(field.name, of: dataSet), !Self.unprefixed.contains(bare),
            let id = dataSet.field(bare)
        {
            return .field(id)
        }
        guard !diagnostics.isFullOfWarnings else { return .absent(field.name) }
        let question = suggestion(for: field.name, in: dataSet)
        diagnostics.warn(
            .unknownField,
            "the data set \(dataSet.qualifiedName) has no field `\(field.name)`; it is always "
                + "null.\(question)", at: field.range)
        return .absent(field.name)
    }

    /// The name behind the prefix; nil when it has another prefix or none.
    private func bareName(_ name: String, of dataSet: DataSet) -> String? {
        let prefix = "\(dataSet.name)."
        return name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : nil
    }

    private func suggestion(for name: String, in dataSet: DataSet) -> String {
        let prefixed = dataSet.fields.filter { !Self.unprefixed.contains($0) }
            .map { "\(dataSet.name).\($0)" }
        let unprefixed = Self.unprefixed + [Self.timeField]
        let last = name.split(separator: ".").last.map(String.init) ?? name
        if unprefixed.contains(last) { return " Did you mean `\(last)`?" }
        let exact = "\(dataSet.name).\(last)"
        if prefixed.contains(exact) { return " Did you mean `\(exact)`?" }
        return Suggestion.nearest(to: last, among: dataSet.fields)
            .map { unprefixed.contains($0) ? $0 : "\(dataSet.name).\($0)" }
            .map { " Did you mean `\($0)`?" } ?? ""
    }
}
