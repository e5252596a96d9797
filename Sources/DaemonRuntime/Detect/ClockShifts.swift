import CIM

/// How far events of a source are from the time at which they came: a clock in another zone shows
/// as a distance of whole quarter-hours that stays the same.
///
/// Events that come late are behind as well. They are told apart by what a backlog does not do: it
/// is read faster than it was written, so its distances change.
struct ClockShifts: Equatable, Sendable {
    /// What looks like a zone.
    struct Finding: Equatable, Sendable {
        enum Kind: Equatable, Sendable {
            /// Ahead of the clock of this machine: nothing but a zone or a wrong clock does that.
            case ahead
            case behind
            /// The record itself says so, and its time was corrected.
            case witnessed
        }

        var kind: Kind
        /// East of UTC, or of the zone that is set.
        var seconds: Int
        var events: Int

        /// `+9 h`, `-3 h 30 min`
        var distance: String {
            let minutes = (abs(seconds) + 30) / 60
            let rest = minutes % 60 == 0 ? "" : " \(minutes % 60) min"
            return (seconds < 0 ? "-" : "+") + "\(minutes / 60) h" + rest
        }
    }

    private struct Stretch: Equatable, Sendable {
        var near = 0
        var far = 0
        /// Arrival of the first and the last near one, seconds.
        var first: Int64 = 0
        var last: Int64 = 0
    }

    private static let quarterSeconds: Int64 = 900
    /// As for ``RecordTimes``: an event takes so long to come at most, to look like a zone.
    private static let slackSeconds: Int64 = 120
    /// A distance below an hour is no zone that people live in beside this one.
    private static let hourSeconds: Int64 = 3_600
    /// Zones reach from 12 hours west to 14 east.
    private static let quartersMax = 56
    /// So many events, over so long a time, are more than a coincidence.
    static let eventsMin = 10
    static let stretchSeconds: Int64 = 60

    /// By quarter-hours behind; empty before the first event that is that far.
    private var behind: [Stretch] = []
    private var ahead = (events: 0, seconds: 0)
    private var witnessed = (events: 0, seconds: 0)

    /// Notes an event that has come.
    mutating func note(_ event: Timestamp, arrival: Timestamp) {
        let (distance, overflow) = event.seconds.subtractingReportingOverflow(arrival.seconds)
        guard !overflow, abs(distance) >= Self.hourSeconds - Self.slackSeconds else { return }
        if distance > 0 {
            ahead = (ahead.events + 1, Int(distance))
        } else {
            noteBehind(-distance, arrival.seconds)
        }
    }

    private mutating func noteBehind(_ distance: Int64, _ arrival: Int64) {
        let quarters = Int((distance + Self.quarterSeconds / 2) / Self.quarterSeconds)
        guard quarters <= Self.quartersMax else { return }
        if behind.isEmpty {
            behind = Array(repeating: Stretch(), count: Self.quartersMax + 1)
        }
        guard abs(distance - Int64(quarters) * Self.quarterSeconds) <= Self.slackSeconds else {
            behind[quarters].far += 1
            return
        }
        if behind[quarters].near == 0 { behind[quarters].first = arrival }
        behind[quarters].near += 1
        behind[quarters].last = max(behind[quarters].last, arrival)
    }

    /// Notes events whose clocks the records themselves show to be off.
    mutating func noteWitness(seconds: Int, events: Int = 1) {
        witnessed = (witnessed.events + events, seconds)
    }

    /// The shifts to report, each kind once.
    var findings: [Finding] {
        var findings: [Finding] = []
        if witnessed.events > 0 {
            findings.append(
                Finding(kind: .witnessed, seconds: witnessed.seconds, events: witnessed.events))
        }
        if ahead.events > 0 {
            findings.append(Finding(kind: .ahead, seconds: ahead.seconds, events: ahead.events))
        }
        let found = behind.indices.filter { index in
            let stretch = behind[index]
            return stretch.near >= Self.eventsMin && stretch.near >= 10 * stretch.far
                && stretch.last - stretch.first >= Self.stretchSeconds
        }.max { behind[$0].near < behind[$1].near }
        if let found {
            findings.append(
                Finding(
                    kind: .behind, seconds: -found * Int(Self.quarterSeconds),
                    events: behind[found].near))
        }
        return findings
    }

    static func == (a: ClockShifts, b: ClockShifts) -> Bool {
        a.behind == b.behind && a.ahead == b.ahead && a.witnessed == b.witnessed
    }
}
