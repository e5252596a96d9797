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

    init(_ aggregate: Aggregate) {
        switch aggregate.function {
        case .count: self = .count(0)
        case .distinctCount, .values: self = .distinct(DistinctValues())
        case .min, .max:
            self = aggregate.input == .time ? .extremeTime(nil) : .extreme(Extreme())
        case .sum, .average, .standardDeviation: self = .moments(Moments())
        case .earliest, .latest: self = .timed(nil)
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
        if case .extremeTime(let known) = self {
            self = .extremeTime(
                Self.extreme(known, event.time, isMaximum: aggregate.function == .max))
            return .by(0)
        }
        return event.value(of: input) { value in
            add(value, at: event.time, aggregate.function, limits: limits, room: room)
        } ?? .by(0)
    }

    /// Takes a risk event in, whose field may have several values: each counts.
    mutating func add(
        _ record: RiskRecord, _ aggregate: Aggregate, limits: Limits, room: Int
    ) -> Growth {
        guard let input = aggregate.input else {
            if case .count(let number) = self { self = .count(number &+ 1) }
            return .by(0)
        }
        if case .extremeTime(let known) = self {
            self = .extremeTime(
                Self.extreme(known, record.time, isMaximum: aggregate.function == .max))
            return .by(0)
        }
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
        case .extremeTime: break
        case .moments(var moments):
            guard let number = NumericText.number(String(decoding: value.array, as: UTF8.self))
            else {
                break
            }
            moments.add(number)
            self = .moments(moments)
        case .timed(let known):
            let new = TimedValue(time: time, value: value.array)
            if known?.yields(to: new, isLatest: function == .latest) ?? true {
                return replace(with: .timed(new), room: room)
            }
        }
        return .by(0)
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
        if case .distinct(let values) = self { values.count } else { 0 }
    }

    /// What it holds beside itself.
    var bytes: Int {
        switch self {
        case .count, .extremeTime, .moments: 0
        case .distinct(let distinct): distinct.bytes
        case .extreme(let extreme): extreme.text?.utf8.count ?? 0
        case .timed(let timed): timed?.value.count ?? 0
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
            self = .extremeTime(Self.extreme(known, time, isMaximum: function == .max))
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

    /// The cell that the aggregate gives.
    func result(_ function: AggregateFunction) -> Value {
        switch self {
        case .count(let number): .integer(number)
        case .distinct(let distinct):
            function == .distinctCount
                ? .integer(Int64(distinct.count))
                : Value(values: distinct.sortedTexts)
        case .extreme(let extreme):
            if let number = extreme.number {
                .double(number)
            } else {
                extreme.text.map(Value.string) ?? .null
            }
        case .extremeTime(let time): time.map(Value.time) ?? .null
        case .moments(let moments): Self.result(of: moments, function)
        case .timed(let timed):
            timed.map { .string(String(decoding: $0.value, as: UTF8.self)) } ?? .null
        }
    }

    private static func result(of moments: Moments, _ function: AggregateFunction) -> Value {
        guard moments.count > 0 else { return .null }
        return switch function {
        case .average: moments.average.map(Value.double) ?? .null
        case .standardDeviation: moments.standardDeviation.map(Value.double) ?? .null
        default: .double(moments.total)
        }
    }
}
