package import CIM

/// A time modifier such as `-70m@m`, `@d+8h`, `now` or epoch seconds.
///
/// Source: Splunk Search Manual, "Specify time modifiers in your search".
package struct TimeModifier: Hashable, Sendable {
    enum Step: Hashable, Sendable {
        /// So many units later, or earlier when negative.
        case offset(Int64, TimeUnit)
        /// Back to the last full unit.
        case snap(TimeUnit)
        /// Back to the last such weekday, 0 = Sunday, today included.
        case snapWeekday(Int)
    }

    package let text: String
    let steps: [Step]
    /// Epoch seconds as written; the steps are empty then.
    let absolute: Timestamp?

    /// - Throws: ``SPLError`` that says what to write; `range` is in `text`.
    package init(_ text: String) throws(SPLError) {
        self.text = text
        var parser = TimeModifierParser(text)
        absolute = try parser.absolute()
        steps = absolute == nil ? try parser.steps() : []
    }

    /// The modifier that gives an instant so many seconds before that of this one.
    package func earlier(bySeconds seconds: Int64) -> TimeModifier {
        guard seconds != 0, absolute == nil else { return self }
        return TimeModifier(
            text: "\(text)-\(seconds)s", steps: steps + [.offset(-seconds, .second)])
    }

    private init(text: String, steps: [Step]) {
        self.text = text
        self.steps = steps
        absolute = nil
    }

    /// Aligns the modifier to an instant.
    ///
    /// Days and longer units are counted on the calendar of the zone (a day keeps the time on the
    /// wall), hours and shorter ones on the clock. What leaves the range of ``Timestamp`` stays at
    /// its end.
    ///
    /// - Parameter tick: The scheduled time of the run.
    /// - Returns: The instant after all steps from left to right; a snap only goes back.
    package func resolve(at tick: Timestamp, zone: TimeZoneRules) -> Timestamp {
        if let absolute { return absolute }
        return steps.reduce(tick) { time, step in
            switch step {
            case .offset(let amount, let unit): unit.add(amount, to: time, zone)
            case .snap(let unit): unit.snap(time, zone)
            case .snapWeekday(let day): TimeUnit.snap(time, toWeekday: day, zone)
            }
        }
    }

    /// Bounds in nanoseconds on `resolve(at: t) − t`, for every t and zone; nil for an absolute
    /// time. Not tight for calendar units.
    package var offsetBounds: ClosedRange<Int64>? {
        guard absolute == nil else { return nil }
        var low: Int64 = 0
        var high: Int64 = 0
        for step in steps {
            switch step {
            case .offset(let amount, let unit):
                let bounds = unit.bounds(of: amount)
                low = TimeUnit.sum(low, bounds.lowerBound)
                high = TimeUnit.sum(high, bounds.upperBound)
            case .snap(let unit): low = TimeUnit.sum(low, -unit.longest)
            case .snapWeekday: low = TimeUnit.sum(low, -TimeUnit.week.longest)
            }
        }
        return low...high
    }
}
