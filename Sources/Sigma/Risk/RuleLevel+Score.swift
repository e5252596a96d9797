extension RuleLevel {
    /// How much risk a match adds, of 100, where the configuration says nothing else.
    ///
    /// An event of high level alone does not pass the usual threshold of 100 of a risk incident; two of
    /// them do.
    package var score: Int {
        switch self {
        case .informational: 5
        case .low: 15
        case .medium: 35
        case .high: 60
        case .critical: 100
        }
    }
}
