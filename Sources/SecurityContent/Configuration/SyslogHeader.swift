/// What the syslog messages of a sink say in front of the record, and how long they may be.
package struct SyslogHeader: Equatable, Sendable {
    /// Who the messages come from. Source: RFC 5424, table 1.
    package enum Facility: String, CaseIterable, Sendable {
        case kern, user, mail, daemon, auth, syslog, lpr, news, uucp, cron, authpriv, ftp
        case local0, local1, local2, local3, local4, local5, local6, local7

        package var number: Int {
            let place = Self.allCases.firstIndex(of: self) ?? 0
            // 12 to 15 have no names that systems agree on.
            return place < 12 ? place : place + 4
        }
    }

    package var facility = Facility.local0
    /// Nil for the name of the machine.
    package var hostname: String?
    /// Longest message, header included.
    package var messageBytes = 8 << 10

    package init() {}
}
