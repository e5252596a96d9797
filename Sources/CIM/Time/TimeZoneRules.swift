/// A time zone as a value: when its clocks changed, and the rule by which they go on changing.
package struct TimeZoneRules: Hashable, Sendable {
    /// The IANA name, such as `Europe/Berlin`.
    package let name: String
    /// Instants in seconds since the epoch from which on `offsets` holds, ascending.
    let transitions: [Int64]
    /// Seconds east of UTC; one more than `transitions`: the first is from before all of them.
    let offsets: [Int]
    /// What holds after the last transition; nil: its offset goes on for ever.
    let footer: PosixTimeZone?

    package static let utc = TimeZoneRules(fixedOffsetSeconds: 0, name: "UTC")

    package init(fixedOffsetSeconds: Int, name: String) {
        self.init(name: name, transitions: [], offsets: [fixedOffsetSeconds], footer: nil)
    }

    init(name: String, transitions: [Int64], offsets: [Int], footer: PosixTimeZone?) {
        precondition(offsets.count == transitions.count + 1)
        self.name = name
        self.transitions = transitions
        self.offsets = offsets
        self.footer = footer
    }

    /// Seconds east of UTC at an instant.
    package func utcOffsetSeconds(at time: Timestamp) -> Int { offset(at: time.seconds) }

    private func offset(at seconds: Int64) -> Int {
        if let footer, seconds >= transitions.last ?? .min { return footer.offset(at: seconds) }
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return offsets[low]
    }

    /// What a clock on the wall shows, to the second.
    package func civil(_ time: Timestamp) -> CivilTime {
        CivilTime(secondsSinceEpoch: time.seconds + Int64(offset(at: time.seconds)))
    }

    /// The instant at which a clock on the wall shows a time.
    ///
    /// A time that a clock change leaves out stands for the instant as far behind the change as it
    /// is behind the gap's start; one that occurs twice for its first occurrence.
    package func instant(of civil: CivilTime) -> Timestamp {
        let wall = civil.secondsSinceEpoch
        // No offset exceeds a day, so these are the offsets before and after a change nearby.
        let before = Int64(offset(at: wall - 86_400))
        let after = Int64(offset(at: wall + 86_400))
        for candidate in [before, after].map({ wall - $0 }).sorted()
        where candidate + Int64(offset(at: candidate)) == wall {
            return Timestamp(seconds: candidate)
        }
        // In the gap: with the offset from before it, the clock runs on past the change.
        return Timestamp(seconds: wall - before)
    }
}
