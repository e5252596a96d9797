/// A search that an analyst opens from a notable; `$column$` tokens are filled from the row.
package struct Drilldown: Equatable, Sendable {
    package var name: String
    package var search: String
    /// `$info_min_time$` or a time modifier.
    package var earliestOffset: String
    package var latestOffset: String

    package init(name: String, search: String, earliestOffset: String, latestOffset: String) {
        self.name = name
        self.search = search
        self.earliestOffset = earliestOffset
        self.latestOffset = latestOffset
    }
}
