/// The shape of raw records that a source may pin; `automatic` looks at each record by itself.
package enum RecordFormat: String, CaseIterable, Sendable {
    case automatic = "auto"
    /// `<Event …>…</Event>`: XmlWinEventLog, Sysmon for Linux.
    case windowsXML = "xml"
    /// Windows events as JSON, in any of the renderings that riskd knows.
    case windowsJSON = "json"
    /// CrowdStrike Falcon Data Replicator, one JSON object a line.
    case falconJSON = "fdr"
}
