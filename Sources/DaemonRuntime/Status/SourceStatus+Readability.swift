extension SourceStatus {
    /// Of so many records so large a share that cannot be read warns.
    private static let skippedShareMax = 0.05
    private static let recordsMin = 100
    /// Where not one of so many could be read, the share needs no more of them.
    private static let unreadableMin = 5

    /// What to tell where too much of it could not be read.
    ///
    /// For records that the prefilter passes over, the sample that was read stands.
    var readabilityProblems: [String] {
        var problems: [String] = []
        let skippedCount = skipped.values.reduce(0, +)
        if isTooMuch(skippedCount, of: records) {
            problems.append("\(skippedCount) of \(records) records could not be read")
        }
        let looked = sampled ?? 0
        let unread = sampledSkipped?.values.reduce(0, +) ?? 0
        if isTooMuch(unread, of: looked) || looked >= Self.unreadableMin && 2 * unread > looked {
            problems.append(
                "\(unread) of \(looked) records that were looked at could not be read, of the "
                    + "\(passedOver ?? 0) that no detection needs")
        }
        return problems
    }

    private func isTooMuch(_ count: Int, of all: Int) -> Bool {
        count == all
            ? all >= Self.unreadableMin
            : all >= Self.recordsMin && Double(count) > Double(all) * Self.skippedShareMax
    }
}
