import CIM

/// What events of a source lack or have too much of, for the operator to mend.
package struct SourceObservations: Sendable {
    /// Events that call their computer by the id of its sensor.
    package private(set) var hostsByID = 0
    /// Events that do not say which computer they are from.
    package private(set) var hostsUnknown = 0
    /// Events that call their user by a SID.
    package private(set) var usersByID = 0
    /// Events that a detection matched and whose windows are over and kept no more.
    package private(set) var tooLate = 0
    /// The time of the last such event.
    private(set) var lastTooLate: Timestamp?
    var shifts = ClockShifts()

    package init() {}

    /// An event that was taken in.
    struct Event {
        var time: Timestamp
        var gaps: IdentityGaps
        var isTooLate: Bool
        /// See ``Normalizer/shiftSeconds``.
        var shiftSeconds: Int
    }

    /// - Parameter arrival: The clock's time; nil where it is not what events are measured by.
    mutating func note(_ event: Event, arrival: Timestamp? = nil) {
        let gaps = event.gaps
        if !gaps.isEmpty {
            if gaps.contains(.hostByID) { hostsByID += 1 }
            if gaps.contains(.hostUnknown) { hostsUnknown += 1 }
            if gaps.contains(.userByID) { usersByID += 1 }
        }
        if event.isTooLate {
            tooLate += 1
            lastTooLate = event.time
        }
        if event.shiftSeconds != 0 { shifts.noteWitness(seconds: event.shiftSeconds) }
        if let arrival { shifts.note(event.time, arrival: arrival) }
    }

    mutating func merge(_ other: SourceObservations) {
        hostsByID += other.hostsByID
        hostsUnknown += other.hostsUnknown
        usersByID += other.usersByID
        tooLate += other.tooLate
        for finding in other.shifts.findings where finding.kind == .witnessed {
            shifts.noteWitness(seconds: finding.seconds, events: finding.events)
        }
    }
}

extension SourceObservations {
    /// How to say it, of files that were read to their end.
    package var lines: [String] {
        var lines: [String] = []
        if hostsByID > 0 {
            lines.append(
                "\(hostsByID) event(s) have the aid of a sensor for a computer: name files with "
                    + "the names in identities.sensors")
        }
        if hostsUnknown > 0 {
            lines.append(
                "warning: \(hostsUnknown) event(s) do not say which computer they are from")
        }
        if usersByID > 0 {
            lines.append(
                "\(usersByID) event(s) have a SID for a user: name files with the names in "
                    + "identities.users")
        }
        for finding in shifts.findings where finding.kind == .witnessed {
            lines.append(
                "warning: \(finding.events) event(s) have a time without a zone that is "
                    + "\(finding.distance) from UTC by what they say themselves, and were "
                    + "corrected; others of these machines cannot be: give --timezone")
        }
        return lines
    }
}
