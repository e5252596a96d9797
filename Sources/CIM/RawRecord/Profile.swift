/// How raw fields become CIM fields.
package enum Profile: String, CaseIterable, Sendable {
    /// As the Splunk add-ons and the CIM model give them, so that rows equal Splunk's.
    case splunk
    /// Raw fields one to one: the user with its domain, command lines as logged, CrowdStrike's
    /// image name rather than the first word of the command line.
    case direct
}
