// Fast: same answers as asking a list of each value, as a part of EventConditions; held by EventConditionsTests; saves 900 instructions of a made-up Sysmon record with all detections of ESCU.

/// What long lists of conditions said of values that have come before, and memory for asking them.
struct ListAnswers: Sendable {
    private static let places = 128

    /// By list: a list is asked of the values of one field.
    private var values: [RecentValues]
    /// By list and place; of a list that knows no value none.
    private var answers: [[Bool]]
    private var memory = PatternSearch.Memory()

    /// - Parameter lists: They go by their number.
    init(lists: Int) {
        values = Array(repeating: RecentValues(places: Self.places), count: lists)
        answers = Array(repeating: [], count: lists)
    }

    /// Whether a list matches a value.
    ///
    /// - Parameter ask: Asks the list; it may use memory that is there for each value.
    mutating func matches(
        _ list: Int, _ value: Span<UInt8>, _ ask: (inout PatternSearch.Memory) -> Bool
    ) -> Bool {
        guard value.count <= RecentValues.valueBytesMax else { return ask(&memory) }
        let hash = ByteHash.of(value)
        if let known = known(list, value, hash) { return known }
        let isMatch = ask(&memory)
        if let place = values[list].note(value, hash) {
            if answers[list].isEmpty {
                answers[list] = Array(repeating: false, count: Self.places)
            }
            answers[list][place] = isMatch
        }
        return isMatch
    }

    private func known(_ list: Int, _ value: Span<UInt8>, _ hash: UInt64) -> Bool? {
        let (values, answers) = (values.span, answers.span)
        guard let place = values[list].place(of: value, hash) else { return nil }
        return answers[list].span[place]
    }
}
