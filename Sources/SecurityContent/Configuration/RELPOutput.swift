/// A receiver of syslog messages (RFC 5424) by the Reliable Event Logging Protocol.
package struct RELPOutput: Equatable, Sendable {
    /// A name or an address, without brackets.
    package var host: String
    /// What rsyslog's documentation uses; none is registered.
    package var port: UInt16 = 2_514
    package var usesTLS = false
    /// Certificates to verify the receiver with; nil for those of the system.
    package var caFile: String?
    /// Who riskd is, for receivers that ask; both or neither.
    package var certificateFile: String?
    package var keyFile: String?
    package var header = SyslogHeader()
    /// How many messages may wait for the receiver's confirmation.
    package var window = 128
    /// How long connecting may take, and how long nothing may be confirmed.
    package var timeout = Duration.seconds(30)

    package init(host: String) { self.host = host }

    /// For people.
    package var text: String {
        "\(usesTLS ? "relp+tls" : "relp")://\(SyslogDestination.bracketed(host)):\(port)"
    }
}
