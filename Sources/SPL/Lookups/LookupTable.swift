/// A lookup: a table of texts, and how its columns are compared.
///
/// Source: Splunk `transforms.conf.spec`, "Lookup tables".
package struct LookupTable: Equatable, Sendable {
    /// How a column of the table is compared with a value.
    package enum MatchType: String, Sendable {
        case exact
        /// `*` in the table stands for any run of characters.
        case wildcard
        /// The table has networks, such as 10.0.0.0/8.
        case network
    }

    package var name: String
    package var columns: [String]
    /// - Shape: rows × columns; the empty text is null.
    package var rows: [[String]]
    /// Columns that are not compared exactly.
    package var matchTypes: [String: MatchType]
    package var isCaseSensitive: Bool
    /// What all output columns hold where fewer than `matchesMin` rows were found.
    package var defaultMatch: String?
    package var matchesMin: Int
    /// Rows found for one value at most; further ones are left out.
    package var matchesMax: Int
    /// Whether it stands for a KV store of which no rows are at hand: searches that use it are
    /// warned of, since they find nothing in it.
    package var isEmptyStore = false

    /// Source: `transforms.conf.spec`: `max_matches` defaults to 1000.
    package static let matchesMaxDefault = 1_000

    package init(
        name: String, columns: [String], rows: [[String]], matchTypes: [String: MatchType] = [:],
        isCaseSensitive: Bool = true, defaultMatch: String? = nil, matchesMin: Int = 0,
        matchesMax: Int = matchesMaxDefault
    ) {
        self.name = name
        self.columns = columns
        self.rows = rows
        self.matchTypes = matchTypes
        self.isCaseSensitive = isCaseSensitive
        self.defaultMatch = defaultMatch
        self.matchesMin = matchesMin
        self.matchesMax = matchesMax
    }
}
