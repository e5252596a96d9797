/// The forms in which a record can be written; each sink has one.
///
/// How a record looks in each is the matter of `DetectionExport`, one file a schema.
package enum OutputSchema: String, CaseIterable, Sendable {
    /// Flat JSON with the names of Enterprise Security.
    case splunk
    /// The line that Enterprise Security itself writes to the indexes `risk` and `notable`.
    case splunkStash = "splunk-stash"
    /// That line in the envelope of Splunk's HTTP Event Collector.
    case hec
    /// Detection Finding of the Open Cybersecurity Schema Framework.
    case ocsf
    /// An alert of the Elastic Common Schema.
    case ecs
}
