extension Duration {
    /// Whole nanoseconds; longer ones than 290 years are that long.
    var nanoseconds: Int {
        let (seconds, overflow) = components.seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max : Int(seconds + components.attoseconds / 1_000_000_000)
    }
}
