package import CIM

extension Schedule {
    /// The runs that can see something of a stretch of time: from the first whose window has its
    /// beginning to the last whose window has its end.
    ///
    /// - Returns: The first and the last tick; nil where no run lies between them. Where windows
    ///   leave gaps and an end lies in one, the nearest run inside counts.
    package func ticks(over span: ClosedRange<Timestamp>) -> ClosedRange<Timestamp>? {
        let first =
            windows(containing: span.lowerBound).first?.tick
            ?? cron.next(after: span.lowerBound, zone: zone)
        let last =
            windows(containing: span.upperBound).last?.tick
            ?? cron.previous(atOrBefore: span.upperBound, zone: zone)
        guard let first, let last, first <= last else { return nil }
        return first...last
    }
}
