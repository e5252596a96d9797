import CIM
import SPL

/// The rows that a throttled detection has reported lately.
struct ThrottleState: Equatable, Sendable {
    /// Digests of values that are remembered; rows beyond that are reported, and counted.
    static let keysMax = 100_000

    /// Digest of the values → scheduled time of the run that reported them.
    private var told: [[UInt8]: Timestamp] = [:]
    private(set) var isDirty = false

    enum Answer { case tell, keepQuiet, tellUnremembered }

    /// Whether a new row is to be reported; if so it is remembered.
    ///
    /// Late events may bring a row of a run before the one that reported its like. Such a row is
    /// kept quiet as well: an analyst has seen the like.
    mutating func ask(
        _ result: any ResultRows, _ row: Int, _ throttle: Throttle, at tick: Timestamp
    ) -> Answer {
        let key = Self.key(of: result, row, throttle)
        if isQuiet(key, throttle, at: tick) { return .keepQuiet }
        guard told[key] != nil || told.count < Self.keysMax else { return .tellUnremembered }
        told[key] = tick
        isDirty = true
        return .tell
    }

    /// Whether ``ask(_:_:_:at:)`` would keep a row quiet.
    func isQuiet(
        _ result: any ResultRows, _ row: Int, _ throttle: Throttle, at tick: Timestamp
    ) -> Bool {
        isQuiet(Self.key(of: result, row, throttle), throttle, at: tick)
    }

    private func isQuiet(_ key: [UInt8], _ throttle: Throttle, at tick: Timestamp) -> Bool {
        told[key].map { tick < $0.adding(seconds: throttle.periodSeconds) } ?? false
    }

    /// Forgets what no row can be kept quiet by any more.
    mutating func evict(_ throttle: Throttle?, advancedTo: Timestamp) {
        guard let throttle else {
            isDirty = isDirty || !told.isEmpty
            told = [:]
            return
        }
        let count = told.count
        told = told.filter { advancedTo < $0.value.adding(seconds: throttle.periodSeconds) }
        if told.count != count { isDirty = true }
    }

    private static func key(
        of result: any ResultRows, _ row: Int, _ throttle: Throttle
    ) -> [UInt8] {
        var hash = SHA256()
        for column in throttle.columns {
            let texts = result.texts(row, column)
            hash.update(field: "\(texts.count)")
            for text in texts { hash.update(field: text) }
        }
        return Array(hash.finalize().prefix(16))
    }
}

// MARK: - Checkpoint

extension ThrottleState {
    /// The part of a checkpoint that belongs to no window stands under this instant.
    static let partKey = Timestamp(nanoseconds: .min)

    /// Has the next part hold what is remembered, if anything is.
    mutating func markDirty() { isDirty = isDirty || !told.isEmpty }

    /// What to write since the last call; nil where nothing changed.
    mutating func takePart() -> SavedPart? {
        guard isDirty else { return nil }
        isDirty = false
        var writer = ByteWriter()
        writer.write(count: told.count)
        for (key, tick) in told.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            writer.write(key)
            writer.write(tick.nanoseconds)
        }
        return SavedPart(key: Self.partKey, bytes: writer.bytes)
    }

    init(_ bytes: [UInt8]) throws(CheckpointError) {
        var reader = ByteReader(bytes)
        for _ in 0..<(try reader.count()) {
            let key = try reader.array()
            told[key] = Timestamp(nanoseconds: try reader.signed())
        }
        guard reader.isAtEnd else { throw CheckpointError("bytes behind what was throttled") }
    }
}
