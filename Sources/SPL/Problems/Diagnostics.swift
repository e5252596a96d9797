/// Collects what is wrong with one search, placed in the text as its author wrote it.
struct Diagnostics {
    /// Further problems of one search are dropped: a hundred say enough.
    static let problemsMax = 100

    private(set) var errors: [SPLError] = []
    private(set) var warnings: [SPLError] = []
    private var map = SourceMap()
    private var seen: Set<String> = []

    /// Whether nothing more will be taken, so that costly messages need not be made.
    var isFull: Bool { errors.count >= Self.problemsMax }

    /// The same for warnings.
    var isFullOfWarnings: Bool { warnings.count >= Self.problemsMax }

    /// From here on problems are placed by `map`.
    mutating func place(by map: SourceMap) { self.map = map }

    /// Takes an error that is placed in the text as written.
    mutating func report(_ error: SPLError) {
        guard !isFull, isNew(error) else { return }
        errors.append(error)
    }

    mutating func report(_ problem: Problem) { report(located(problem)) }

    /// Takes what compiles but surely is not meant.
    mutating func warn(_ code: SPLError.Code, _ message: String, at range: Range<Int>) {
        let warning = located(Problem(code, message, at: range))
        guard !isFullOfWarnings, isNew(warning) else { return }
        warnings.append(warning)
    }

    /// In the order of the text; problems at one place stay in the order they were found.
    static func sorted(_ problems: [SPLError]) -> [SPLError] {
        problems.enumerated()
            .sorted {
                ($0.element.range.lowerBound, $0.offset)
                    < ($1.element.range.lowerBound, $1.offset)
            }
            .map(\.element)
    }

    private func located(_ problem: Problem) -> SPLError {
        let place = map.place(of: problem.range)
        return SPLError(problem.code, problem.message, range: place.range, macros: place.macros)
    }

    private mutating func isNew(_ error: SPLError) -> Bool {
        seen.insert("\(error.range) \(error.code.rawValue) \(error.message)").inserted
    }
}
