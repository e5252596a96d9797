/// A result on its way to a sink: a risk event or a notable.
package enum OutputRecord: Sendable {
    case risk(RiskEvent)
    case notable(Notable)

    package var eventID: String {
        switch self {
        case .risk(let event): event.eventID
        case .notable(let notable): notable.eventID
        }
    }

    package var result: ResultRow {
        switch self {
        case .risk(let event): event.result
        case .notable(let notable): notable.result
        }
    }

    /// Of a record that is told early: the identity of the one that takes its place.
    package var amendedBy: String? {
        switch self {
        case .risk(let event): event.amendedBy
        case .notable(let notable): notable.amendedBy
        }
    }

    /// `risk` or `notable`: the name of the index that Splunk keeps such records in.
    package var kind: String {
        switch self {
        case .risk: "risk"
        case .notable: "notable"
        }
    }

    package var threatObjects: [ThreatObject] {
        switch self {
        case .risk(let event): event.threatObjects
        case .notable(let notable): notable.threatObjects
        }
    }
}
