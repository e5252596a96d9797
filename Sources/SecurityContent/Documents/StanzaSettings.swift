package import RiskDetection

/// What a stanza of `savedsearches.conf` says by itself, and a detection file leaves to its type and
/// its deployment.
package struct StanzaSettings: Sendable {
    package var annotations: Annotations
    package var createsRisk: Bool
    package var notable: NotableAnnotation?
    /// Whether Splunk does not run it: `disabled`, or without `enableSched`. Then no pattern enables
    /// it here, only its name.
    package var isOff: Bool
}
