/// Where each field of each data set comes from, as a document: written from the rules that make the
/// events.
package enum FieldTable {
    package static let markdown: String = {
        let head = """
            # Fields

            Where riskd takes each field of a data set from. This page is written by `make docs` from the
            rules that make the events; [NORMALIZATION.md](NORMALIZATION.md) says which records are read,
            and why a rule is as it is.

            A plain name is a field of the record, such as `Image`. A name in `this type` is another field
            of the event, or a text of riskd in quotes. What stands first counts first. A remark in brackets
            says when a rule counts, for instance "(event 13)". `splunk` and `direct` are the profiles of
            the configuration. The last column is what the data model calculates afterwards. A field that
            stands in no row is null.


            """
        let sections = DataModel.all.compactMap(section) + [RawFieldTable.markdown]
        // The line feed of the last line is that of whoever writes the page.
        return String((head + sections.joined(separator: "\n")).dropLast())
    }()

    private static func section(_ dataSet: DataSet) -> String? {
        let tables = NormalizerTables.all
        let numbers = tables.sourcetypes.indices.filter {
            tables.mappings(.splunk)[$0].dataSet == dataSet
        }
        guard let first = numbers.first else { return nil }
        let calculations = tables.mappings(.splunk)[first].calculations
        let columns = numbers.map { number in
            Profile.allCases.map { cells(tables.mappings($0)[number], tables.names) }
        }
        let titles = numbers.map { title(type(of: tables.sourcetypes[$0]).sourceEvents) }
        var lines = ["## `\(dataSet.qualifiedName)`", ""]
        lines.append("| field | \(titles.joined(separator: " | ")) | data model |")
        lines.append(String(repeating: "|---", count: titles.count + 2) + "|")
        for index in dataSet.fields.indices {
            let field = FieldID(index: index)
            let cells = columns.map { cell($0.map { $0[field] }) }
            let calculated = calculations.filter { $0.field == field }
                .map { text($0, dataSet) }.joined(separator: ", then ")
            if cells.allSatisfy(\.isEmpty), calculated.isEmpty { continue }
            lines.append(
                "| \(dataSet.fields[index]) | \(cells.joined(separator: " | ")) | \(calculated) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// `Sysmon 12, 13, 14`; Sysmon for Linux has the same events.
    private static func title(_ events: [SourceEvent]) -> String {
        var ids: [(origin: String, ids: [String])] = []
        for event in events {
            let (origin, id) =
                switch event {
                case .windows(let origin, let id): (origin.title, "\(id)")
                case .falcon(let type): ("CrowdStrike", type.rawValue)
                }
            if let place = ids.firstIndex(where: { $0.origin == origin }) {
                ids[place].ids.append(id)
            } else {
                ids.append((origin, [id]))
            }
        }
        let list = ids.first.map { "\($0.origin) \($0.ids.joined(separator: ", "))" } ?? ""
        return ids.count > 1 ? "\(list); \(ids.dropFirst().map(\.origin).joined())" : list
    }

    /// One text where the profiles agree.
    private static func cell(_ texts: [String?]) -> String {
        let texts = texts.map { $0 ?? "" }
        if Set(texts).count == 1 { return texts[0] }
        return zip(Profile.allCases, texts).filter { !$0.1.isEmpty }
            .map { "`\($0)`: \($1)" }.joined(separator: "; ")
    }

    // MARK: rules

    private static func cells(_ mapping: Mapping, _ names: RawFieldNames) -> [FieldID: String] {
        var found: [FieldID: [String]] = [:]
        for step in mapping.steps {
            let (field, note) = (step.field, step.condition.map { " (\($0.note))" } ?? "")
            switch step.value {
            case .lowercase:
                found[field] = found[field]?.map { "\($0), in lower case" }
            case .cut(field, let cut):
                found[field] = found[field]?.map { "\($0), what stands \(cut.note)" }
            case .copy, .first, .same, .cut, .produced, .translated, .computed:
                let text = text(step, mapping.dataSet, names) + note
                if found[field]?.contains(text) ?? false { continue }
                found[field, default: []].insert(text, at: 0)
            }
        }
        return found.mapValues { $0.joined(separator: ", else ") }
    }

    private static func text(
        _ step: MappingStep, _ dataSet: DataSet, _ names: RawFieldNames
    ) -> String {
        switch step.value {
        case .copy(let raw): names.name(ofSlot: raw.index)
        case .first(let candidates):
            candidates.map { candidate in
                let name = names.name(ofSlot: candidate.raw.index)
                return switch candidate.absence {
                case .missing: name
                case .none: "\(name) unless `-`"
                case .nobody: "\(name) unless nobody's"
                }
            }.joined(separator: ", else ")
        case .same(let other): "`\(dataSet.fields[other.index])`"
        case .cut(let other, let cut):
            "`\(dataSet.fields[other.index])`, what stands \(cut.note)"
        case .lowercase: ""
        case .produced(let text): "\"\(text.rawValue)\""
        case .translated(let raw, let list):
            "by \(names.name(ofSlot: raw.index)): "
                + list.map { entry in
                    "\(String(decoding: entry.text, as: UTF8.self)) \"\(entry.value.rawValue)\""
                }.joined(separator: ", ")
        case .computed(let computation): computation.note
        }
    }

    private static func text(_ step: CalculationStep, _ dataSet: DataSet) -> String {
        switch step.value {
        case .unknown: "\"unknown\" if missing"
        case .number(let other): "\(other.map { "\($0)" } ?? "null") unless a number"
        case .lowercase: "in lower case"
        case .same(let other): "`\(dataSet.fields[other.index])` if missing"
        case .firstWord(let other): "first word of `\(dataSet.fields[other.index])` if missing"
        case .lookup(let other, _): "the model's word for `\(dataSet.fields[other.index])`"
        }
    }
}
