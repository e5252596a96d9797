import SPL

/// A lookup file: `name`, `filename` of a CSV file beside it, and how its columns are compared.
///
/// A lookup of a KV store (`collection`, or `lookup_type: kvstore`) has the rows of a CSV file of its
/// name where there is one, and none otherwise, as the store of a fresh Splunk.
///
/// Source: `lookups/*.yml` of security_content; contentctl 5 for `lookup_type` and `match_type` as a
/// list.
struct LookupDocument {
    let table: LookupTable

    /// - Returns: Nil when the file gives no lookup table; why is in `problems`, unless it is a
    ///   model of the Machine Learning Toolkit.
    static func read(
        _ document: YAMLDocument, stem: String, directory: String, problems: ProblemCollector
    ) -> LookupDocument? {
        guard let file = document.mapping(problems) else { return nil }
        let name = file.required("name", hint: "add \"name: <name of the lookup>\"")
        let filename = file.string("filename")
        let type = file.string("lookup_type")?.lowercased()
        if type == "mlmodel" || filename?.hasSuffix(".mlmodel") == true { return nil }
        let matchTypes = matchTypes(file.strings("match_type").joined(separator: ","))
        let isCaseSensitive = flag(file, "case_sensitive_match") ?? true
        let matchesMin = number(file, "min_matches")
        let matchesMax = number(file, "max_matches") ?? LookupTable.matchesMaxDefault
        let defaultMatch = file.string("default_match")
        guard let name, !problems.hasErrors else { return nil }
        let isStore = file.has("collection") || type == "kvstore"
        let path = "\(directory)/\(filename ?? "\(stem).csv")"
        let content = ContentFile(path: path)
        var isEmptyStore = false
        var columns: [String] = []
        var rows: [[String]] = []
        if isStore, !content.exists {
            let listed = file.strings("fields") + file.strings("fields_list")
            columns = listed.flatMap { $0.split(separator: ",").map { trimmed($0) } }
            isEmptyStore = true
        } else {
            guard let read = Self.rows(of: content, problems) else { return nil }
            (columns, rows) = read
        }
        var table = LookupTable(
            name: name.value, columns: columns, rows: rows, matchTypes: matchTypes,
            isCaseSensitive: isCaseSensitive, defaultMatch: defaultMatch,
            // Splunk: 1 where there is a default match, otherwise 0.
            matchesMin: matchesMin ?? (defaultMatch == nil ? 0 : 1),
            matchesMax: matchesMax)
        table.isEmptyStore = isEmptyStore
        return LookupDocument(table: table)
    }

    /// Header and rows of a CSV file, each row as long as the header; nil, and a problem, where it
    /// cannot be read.
    static func rows(
        of content: ContentFile, _ problems: ProblemCollector
    ) -> (columns: [String], rows: [[String]])? {
        guard let text = content.source(problems) else { return nil }
        var rows = CSVText.rows(text.bytes)
        guard !rows.isEmpty else {
            problems.add(
                ContentProblem(
                    .error, file: content.path, message: "is empty: a lookup needs a header"))
            return nil
        }
        let columns = rows.removeFirst().map { trimmed($0[...]) }
        rows = rows.map { row in
            row.count == columns.count
                ? row
                : Array((row + Array(repeating: "", count: columns.count)).prefix(columns.count))
        }
        return (columns, rows)
    }

    /// `WILDCARD(a),CIDR(b)`; columns that are compared exactly are left out.
    static func matchTypes(_ written: String) -> [String: LookupTable.MatchType] {
        var types: [String: LookupTable.MatchType] = [:]
        for part in written.split(separator: ")") {
            let halves = part.split(separator: "(", maxSplits: 1)
            guard halves.count == 2 else { continue }
            let kind = halves[0].drop { $0 == "," || $0 == " " }.lowercased()
            let type: LookupTable.MatchType? =
                switch kind {
                case "wildcard": .wildcard
                case "cidr": .network
                default: nil
                }
            for column in halves[1].split(separator: ",") { types[trimmed(column)] = type }
        }
        return types
    }

    /// Older content writes numbers and flags as texts.
    private static func number(_ file: YAMLMapping, _ key: String) -> Int? {
        file.string(key).flatMap { Int($0) }
    }

    private static func flag(_ file: YAMLMapping, _ key: String) -> Bool? {
        switch file.string(key)?.lowercased() {
        case "true", "1", "t": true
        case "false", "0", "f": false
        default: nil
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0.isWhitespace }
        return String(start.prefix(start.count - start.reversed().prefix { $0.isWhitespace }.count))
    }
}
