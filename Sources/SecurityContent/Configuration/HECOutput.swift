/// Splunk's HTTP Event Collector.
package struct HECOutput: Equatable, Sendable {
    /// Where the token stands.
    package enum Token: Equatable, Sendable {
        /// A file below `$CREDENTIALS_DIRECTORY`, as systemd passes them on.
        case credential(String)
        case file(String)
    }

    /// Without the path of an endpoint, such as `https://splunk.example.com:8088`.
    package var url: String
    package var token = Token.credential("riskd.token")
    /// Certificates to verify the receiver with; nil for those of the system.
    package var caFile: String?
    /// A proxy; nil for none, whatever the environment says.
    package var proxy: String?
    package var isCompressed = true
    /// Whether records are done only when the receiver has said that they are indexed.
    package var awaitsAcknowledgement = false
    /// After how long without that they are sent again.
    package var acknowledgementTimeout = Duration.seconds(300)
    /// How long one request may take.
    package var timeout = Duration.seconds(30)
    package var batchEvents = 500
    package var batchBytes = 512 << 10
    package var batchDelay = Duration.seconds(1)
    /// What the envelope says in place of what the schema would; nil leaves that.
    package var index: String?
    package var source: String?
    package var sourcetype: String?
    package var host: String?

    package init(url: String) { self.url = url }
}
