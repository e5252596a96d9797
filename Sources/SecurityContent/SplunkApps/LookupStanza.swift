import SPL

/// A stanza of `transforms.conf` that is a lookup: of a CSV file, or of a KV store.
///
/// Source: `transforms.conf.spec`, "Lookup tables".
struct LookupStanza {
    private let stanza: ConfStanza

    /// - Returns: Nil for what extracts fields, and for lookups by programs and of places.
    init?(_ stanza: ConfStanza) {
        let isLookup = ["filename", "collection"].contains { stanza.text($0) != nil }
        guard isLookup || stanza.string("external_type") == "kvstore" else { return nil }
        self.stanza = stanza
    }

    /// - Parameter files: The tables in `lookups/`, by file name.
    func table(_ files: [String: (columns: [String], rows: [[String]])]) -> LookupTable? {
        refuseWhatIsNotFollowed()
        let filename = stanza.string("filename")
        let isStore = filename == nil
        let content = files[filename ?? "\(stanza.name).csv"]
        let isCaseSensitive =
            stanza.text("case_sensitive_match") == nil || stanza.flag("case_sensitive_match")
        let defaultMatch = stanza.string("default_match")
        var table = LookupTable(
            name: stanza.name, columns: content?.columns ?? stanza.list("fields_list"),
            rows: content?.rows ?? [],
            matchTypes: LookupDocument.matchTypes(stanza.string("match_type") ?? ""),
            isCaseSensitive: isCaseSensitive, defaultMatch: defaultMatch,
            // Splunk: 1 where there is a default match, otherwise 0.
            matchesMin: stanza.integer("min_matches") ?? (defaultMatch == nil ? 0 : 1),
            matchesMax: stanza.integer("max_matches") ?? LookupTable.matchesMaxDefault)
        table.isEmptyStore = isStore && content == nil
        if content == nil, !isStore {
            stanza.report(
                .error, "filename",
                "there is no lookups/\(filename ?? ""): put the file there, or remove the stanza")
        }
        return stanza.problems.hasErrors ? nil : table
    }

    /// Settings that change which rows are found.
    private func refuseWhatIsNotFollowed() {
        for key in ["time_field", "max_offset_secs", "min_offset_secs"]
        where stanza.text(key) != nil {
            stanza.report(
                .error, key,
                "\(key): lookups by time are not supported; remove the line, and compare the times in "
                    + "the search behind `lookup`")
        }
        if stanza.text("filter") != nil {
            stanza.report(
                .error, "filter",
                "filter is not followed here: remove the line, and leave the other rows out of the "
                    + "table")
        }
    }
}
