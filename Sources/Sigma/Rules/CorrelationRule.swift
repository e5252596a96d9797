package import SPL

/// A rule over matches of other rules.
///
/// Source: Sigma correlation rules specification 2.1.
package struct CorrelationRule: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case eventCount = "event_count"
        case valueCount = "value_count"
        case temporal
        case temporalOrdered = "temporal_ordered"
        case valueSum = "value_sum"
        case valueAverage = "value_avg"
        case valuePercentile = "value_percentile"

        /// Whether it reads a field.
        var needsField: Bool {
            switch self {
            case .valueCount, .valueSum, .valueAverage, .valuePercentile: true
            case .eventCount, .temporal, .temporalOrdered: false
            }
        }

        /// Whether it says nothing without a bound.
        var needsBound: Bool { self != .temporal && self != .temporalOrdered }
    }

    package typealias Bound = Correlating.Bound

    /// A name for a field that events of different rules call differently.
    package struct Alias: Hashable, Sendable {
        package var name: String
        /// By the rule, as `rules` calls it.
        package var fields: [Source]

        package struct Source: Hashable, Sendable {
            package var rule: String
            package var field: String
        }
    }

    /// A rule that it is over, by id, name or title.
    package struct Reference: Hashable, Sendable {
        package var name: String
        package var place: Int
    }

    package var head: RuleHead
    package var kind: Kind
    package var rules: [Reference]
    /// Fields or aliases of which the matches must have the same values.
    package var groupBy: [String]
    package var aliases: [Alias]
    package var seconds: Int
    /// All of them must hold.
    package var bounds: [Bound]
    /// What `value_…` reads: several fields count together.
    package var fields: [String]
    /// Of `value_percentile`, 0 to 100.
    package var percentile: Double
    /// Whether the rules that it is over are reported by themselves, too.
    package var generates: Bool

    /// The longest timespan: more is refused.
    static let daysMax = 366
}
