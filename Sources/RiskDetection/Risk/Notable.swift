/// A row that an analyst is to look at: a line of the index `notable`.
package struct Notable: Sendable {
    package var eventID: String
    /// As of a risk event.
    package var amendedBy: String?
    package var result: ResultRow
    package var title: String
    package var description: String
    /// Columns that an analyst is shown first.
    package var fields: [String]
    package var riskMessage: String
    /// The highest score among the detection's risk objects.
    package var riskScore: Int
    package var threatObjects: [ThreatObject]
    /// With their tokens filled.
    package var drilldowns: [Drilldown]
}
