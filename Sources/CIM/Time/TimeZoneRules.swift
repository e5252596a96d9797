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

extension TimeZoneRules {
    /// As ``instant(of:)``, of a wall clock's time with its fraction.
    ///
    /// - Parameter wall: What the clock shows, as if it were UTC.
    /// - Returns: Nil for an instant beyond what a ``Timestamp`` holds.
    package func instant(ofWall wall: Timestamp) -> Timestamp? {
        // No offset of a zone file exceeds two days.
        guard abs(wall.seconds) < Int64.max / Timestamp.nanosecondsPerSecond - 4 * 86_400 else {
            return nil
        }
        let instant = instant(of: CivilTime(secondsSinceEpoch: wall.seconds))
        return Timestamp(nanoseconds: instant.nanoseconds + wall.subsecondNanoseconds)
    }

    /// A zone that is always so far from UTC: `+02:00`, `-0530`, `+01`.
    ///
    /// - Returns: Nil for any other text, and beyond a day.
    package init?(offset text: String) {
        var digits = Array(text.utf8)
        guard let sign = digits.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
            return nil
        }
        digits.removeFirst()
        if digits.count == 5, digits[2] == UInt8(ascii: ":") { digits.remove(at: 2) }
        guard digits.count == 2 || digits.count == 4, digits.allSatisfy(ASCII.isDigit) else {
            return nil
        }
        if digits.count == 2 { digits += [0x30, 0x30] }
        let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        let (hours, minutes) = (number / 100, number % 100)
        guard hours < 24, minutes < 60 else { return nil }
        let seconds: Int = hours * 3_600 + minutes * 60
        let isWest = sign == UInt8(ascii: "-")
        self.init(fixedOffsetSeconds: isWest ? -seconds : seconds, name: text)
    }
}
