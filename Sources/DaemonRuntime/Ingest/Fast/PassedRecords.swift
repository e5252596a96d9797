// Fast: same answers as reading every record (`prefilter: off`), but for counts of what is wrong with a record; held by PassedRecordsTests; saves what Prefilter saves, less a look at one record in 1,000.

/// Records of one file that its prefilter passes over: how many, and which are looked at all the
/// same.
///
/// Of a record that is passed over nobody knows whether it could be read. So a sample is handed out
/// for a look: the first few of a file, then one in a thousand, and one whenever it is asked for.
struct PassedRecords: Sendable {
    /// The first of a file that are looked at.
    static let firstSamples = 5
    /// Later one of so many is.
    static let recordsPerSample = 1_000

    private(set) var count = 0
    private(set) var bytes: UInt64 = 0
    private let isSampled: Bool
    private var samples = 0
    /// Passed over since the last that was looked at.
    private var unseen = 0
    private var isAskedFor = false

    init(isSampled: Bool = false) { self.isSampled = isSampled }

    /// Whether the next one is looked at.
    var isSampleDue: Bool {
        isSampled
            && (samples < Self.firstSamples || unseen >= Self.recordsPerSample - 1 || isAskedFor)
    }

    /// Has the next one looked at, so that a file which grows slowly does not wait for a thousand.
    mutating func askForSample() { isAskedFor = true }

    mutating func note(bytes: Int, isSample: Bool = false) {
        count += 1
        self.bytes += UInt64(bytes)
        unseen += 1
        guard isSample else { return }
        samples += 1
        unseen = 0
        isAskedFor = false
    }
}

/// The same for a source of the configuration.
struct PassedTraffic: Equatable, Sendable {
    var records = 0
    var bytes: UInt64 = 0
    /// When the last one came, monotonic nanoseconds; nil before the first.
    var lastRecord: UInt64?
}
