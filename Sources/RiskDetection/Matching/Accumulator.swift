import CIM
import SPL

/// What one aggregate has gathered of one group; two of them merge into the same as one would
/// have gathered of all events.
enum Accumulator: Equatable, Sendable {
    case count(Int64)
    case distinct(DistinctValues)
    case extreme(Extreme)
    /// `min(_time)`, `max(_time)`: exact to the nanosecond.
    case extremeTime(Timestamp?)
    case moments(Moments)
    case timed(TimedValue?)
    /// The oldest and the newest value.
    case change(TimedValue?, TimedValue?)
    case spread(Spread?)
    /// All values that count, each with how often it came.
    case tally(ValueTally)

    init(_ aggregate: Aggregate) {
        switch aggregate.function {
        case .count: self = .count(0)
        case .distinctCount, .values: self = .distinct(DistinctValues())
        case .min, .max:
            self = aggregate.input == .time ? .extremeTime(nil) : .extreme(Extreme())
        case .sum, .average, .standardDeviation, .populationDeviation, .populationVariance,
            .sampleVariance, .sumOfSquares:
            self = .moments(Moments())
        case .earliest, .latest: self = .timed(nil)
        case .earliestTime, .latestTime: self = .extremeTime(nil)
        case .rate: self = .change(nil, nil)
        case .range: self = .spread(nil)
        case .mode, .percentile: self = .tally(ValueTally())
        }
    }

    /// Takes an event in.
    ///
    /// - Parameter room: Bytes that it may hold more than before.
    mutating func add(
        _ event: borrowing Event, _ aggregate: Aggregate, limits: Limits, room: Int
    ) -> Growth {
        guard let input = aggregate.input else {
            if case .count(let number) = self { self = .count(number &+ 1) }
            return .by(0)
        }
        if input == .time, takesTime(event.time, aggregate.function) { return .by(0) }
        if event.hasLists, case .field(let id) = input, event.isList(id) {
            return addEach(event, id, aggregate.function, limits, room)
        }
        return event.value(of: input) { value in
            add(value, at: event.time, aggregate.function, limits: limits, room: room)
        } ?? .by(0)
    }

    /// Takes in each value of a list, up to the first that a limit keeps out.
    private mutating func addEach(
        _ event: borrowing Event, _ field: FieldID, _ function: AggregateFunction,
        _ limits: Limits, _ room: Int
    ) -> Growth {
        var grown = 0
        var refused: Growth?
        event.forEachValue(of: field) { range in
            guard refused == nil else { return }
            let growth = add(
                event.bytes.span.extracting(range), at: event.time, function, limits: limits,
                room: room - grown)
            if case .by(let more) = growth { grown += more } else { refused = growth }
        }
        return refused ?? .by(grown)
    }

    /// Takes a risk event in, whose field may have several values: each counts.
    mutating func add(
        _ record: RiskRecord, _ aggregate: Aggregate, limits: Limits, room: Int
    ) -> Growth {
        guard let input = aggregate.input else {
            if case .count(let number) = self { self = .count(number &+ 1) }
            return .by(0)
        }
        if input == .time, takesTime(record.time, aggregate.function) { return .by(0) }
        var bytes = 0
        for text in record.texts(of: input) {
            let growth = add(
                text.utf8.span, at: record.time, aggregate.function, limits: limits,
                room: room - bytes)
            guard case .by(let more) = growth else { return growth }
            bytes += more
        }
        return .by(bytes)
    }

    /// Takes the time of an event as a value, where that can be exact.
    private mutating func takesTime(_ time: Timestamp, _ function: AggregateFunction) -> Bool {
        switch self {
        case .extremeTime(let known):
            self = .extremeTime(Self.extreme(known, time, isMaximum: function.takesNewest))
        case .spread(let known):
            self = .spread(Spread(time: time).merged(with: known))
        default: return false
        }
        return true
    }

    private mutating func add(
        _ value: Span<UInt8>, at time: Timestamp, _ function: AggregateFunction, limits: Limits,
        room: Int
    ) -> Growth {
        switch self {
        case .count(let number): self = .count(number &+ 1)
        case .distinct(var distinct):
            self = .count(0)  // releases the set, so that it is changed in place
            let growth = distinct.insert(value, limit: limits.valuesPerGroup, room: room)
            self = .distinct(distinct)
            return growth
        case .extreme(var extreme):
            extreme.add(String(decoding: value.array, as: UTF8.self), isMaximum: function == .max)
            return replace(with: .extreme(extreme), room: room)
        case .extremeTime(let known):
            self = .extremeTime(Self.extreme(known, time, isMaximum: function.takesNewest))
        case .moments(var moments):
            guard let number = Self.number(value) else { break }
            moments.add(number)
            self = .moments(moments)
        case .timed(let known):
            let new = TimedValue(time: time, value: value.array)
            if known?.yields(to: new, isLatest: function == .latest) ?? true {
                return replace(with: .timed(new), room: room)
            }
        case .change(let oldest, let newest):
            let new = TimedValue(time: time, value: value.array)
            let isOldest = oldest?.yields(to: new, isLatest: false) ?? true
            let isNewest = newest?.yields(to: new, isLatest: true) ?? true
            return replace(
                with: .change(isOldest ? new : oldest, isNewest ? new : newest), room: room)
        case .spread(let known):
            guard let number = Self.number(value) else { break }
            self = .spread(Spread(number: number).merged(with: known))
        case .tally(var tally):
            // Of percentiles numbers alone count.
            guard function == .mode || Self.number(value) != nil else { break }
            self = .count(0)  // releases the tally, so that it is changed in place
            let growth = tally.add(value, limit: limits.valuesPerGroup, room: room)
            self = .tally(tally)
            return growth
        }
        return .by(0)
    }

    private static func number(_ value: Span<UInt8>) -> Double? {
        NumericText.number(String(decoding: value.array, as: UTF8.self))
    }

    /// Takes on a state that may hold a longer value.
    private mutating func replace(with new: Accumulator, room: Int) -> Growth {
        let more = new.bytes - bytes
        guard more <= room else { return .overMemory }
        self = new
        return .by(more)
    }

    /// How many values it lists; 0 where it lists none.
    var valueCount: Int {
        switch self {
        case .distinct(let values): values.count
        case .tally(let tally): tally.counts.count
        default: 0
        }
    }

    /// What it holds beside itself.
    var bytes: Int {
        switch self {
        case .count, .extremeTime, .moments, .spread: 0
        case .distinct(let distinct): distinct.bytes
        case .extreme(let extreme): extreme.text?.utf8.count ?? 0
        case .timed(let timed): timed?.value.count ?? 0
        case .change(let oldest, let newest):
            (oldest?.value.count ?? 0) + (newest?.value.count ?? 0)
        case .tally(let tally): tally.bytes
        }
    }

    /// Takes in what another pane gathered of the same aggregate.
    ///
    /// - Precondition: Both are of one case.
    /// - Returns: How many values ``Limits/valuesPerGroup`` kept out.
    mutating func merge(
        _ other: Accumulator, _ function: AggregateFunction, limits: Limits
    ) -> Int {
        switch other {
        case .count(let more):
            guard case .count(let number) = self else { Self.mismatch() }
            self = .count(number &+ more)
        case .distinct(let more):
            guard case .distinct(var distinct) = self else { Self.mismatch() }
            self = .count(0)  // releases the set, so that it is changed in place
            let kept = distinct.merge(more, limit: limits.valuesPerGroup)
            self = .distinct(distinct)
            return kept
        case .extreme(let more):
            guard case .extreme(var extreme) = self else { Self.mismatch() }
            extreme.merge(more, isMaximum: function == .max)
            self = .extreme(extreme)
        case .extremeTime(let time):
            guard case .extremeTime(let known) = self else { Self.mismatch() }
            guard let time else { break }
            self = .extremeTime(Self.extreme(known, time, isMaximum: function.takesNewest))
        case .moments(let more):
            guard case .moments(var moments) = self else { Self.mismatch() }
            moments.merge(more)
            self = .moments(moments)
        case .timed(let new):
            guard case .timed(let known) = self else { Self.mismatch() }
            guard let new else { break }
            if known?.yields(to: new, isLatest: function == .latest) ?? true {
                self = .timed(new)
            }
        case .change(let old, let new):
            guard case .change(var oldest, var newest) = self else { Self.mismatch() }
            if let old, oldest?.yields(to: old, isLatest: false) ?? true { oldest = old }
            if let new, newest?.yields(to: new, isLatest: true) ?? true { newest = new }
            self = .change(oldest, newest)
        case .spread(let more):
            guard case .spread(let known) = self else { Self.mismatch() }
            self = .spread(more?.merged(with: known) ?? known)
        case .tally(let more):
            guard case .tally(var tally) = self else { Self.mismatch() }
            self = .count(0)  // releases the tally, so that it is changed in place
            let kept = tally.merge(more, limit: limits.valuesPerGroup)
            self = .tally(tally)
            return kept
        }
        return 0
    }

    private static func mismatch() -> Never {
        preconditionFailure("merging accumulators of different aggregates")
    }

    private static func extreme(
        _ known: Timestamp?, _ time: Timestamp, isMaximum: Bool
    ) -> Timestamp {
        guard let known else { return time }
        return isMaximum ? max(known, time) : min(known, time)
    }
}

extension AggregateFunction {
    /// Whether of two times the newer one counts.
    fileprivate var takesNewest: Bool { self == .max || self == .latestTime }

    /// Whether a group keeps its values, as many as ``Limits/valuesPerGroup`` allows.
    var listsValues: Bool {
        switch self {
        case .values, .distinctCount, .mode, .percentile: true
        case .count, .min, .max, .sum, .average, .standardDeviation, .earliest, .latest,
            .populationDeviation, .populationVariance, .sampleVariance, .sumOfSquares, .range,
            .earliestTime, .latestTime, .rate:
            false
        }
    }
}
