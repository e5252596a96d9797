import CIM
import SPL

extension Accumulator {
    func write(to writer: inout ByteWriter) {
        switch self {
        case .count(let number): writer.write(number)
        case .distinct(let distinct):
            let values = distinct.sorted
            writer.write(count: values.count)
            for value in values { writer.write(value) }
        case .extreme(let extreme):
            writer.write(extreme.text != nil)
            if let text = extreme.text { writer.write(text) }
            writer.write(extreme.number != nil)
            if let number = extreme.number { writer.write(number) }
        case .extremeTime(let time):
            writer.write(time != nil)
            if let time { writer.write(time.nanoseconds) }
        case .moments(let moments):
            writer.write(moments.count)
            writer.write(moments.wholeSum)
            writer.write(moments.wholeSquares)
            writer.write(moments.sum)
            writer.write(moments.squares)
        case .timed(let timed):
            writer.write(timed != nil)
            if let timed {
                writer.write(timed.time.nanoseconds)
                writer.write(timed.value)
            }
        case .change(let oldest, let newest):
            Accumulator.timed(oldest).write(to: &writer)
            Accumulator.timed(newest).write(to: &writer)
        case .spread(nil): writer.write(Int64(0))
        case .spread(.numbers(let low, let high)?):
            writer.write(Int64(1))
            writer.write(low)
            writer.write(high)
        case .spread(.times(let low, let high)?):
            writer.write(Int64(2))
            writer.write(low.nanoseconds)
            writer.write(high.nanoseconds)
        case .tally(let tally):
            let values = tally.sorted
            writer.write(count: values.count)
            for (value, count) in values {
                writer.write(value)
                writer.write(count)
            }
        }
    }

    /// Reads what `write` wrote for the same aggregate.
    init(_ aggregate: Aggregate, from reader: inout ByteReader) throws(CheckpointError) {
        self.init(aggregate)
        switch self {
        case .count: self = .count(try reader.signed())
        case .distinct:
            var distinct = DistinctValues()
            for _ in 0..<(try reader.count()) {
                let value = try reader.array()
                _ = distinct.insert(value.span, limit: .max)
            }
            self = .distinct(distinct)
        case .extreme:
            var extreme = Extreme()
            if try reader.flag() { extreme.text = try reader.text() }
            if try reader.flag() { extreme.number = try reader.double() }
            self = .extreme(extreme)
        case .extremeTime:
            guard try reader.flag() else { return }
            self = .extremeTime(Timestamp(nanoseconds: try reader.signed()))
        case .moments:
            self = .moments(
                Moments(
                    count: try reader.signed(), wholeSum: try reader.wide(),
                    wholeSquares: try reader.wide(), sum: try reader.double(),
                    squares: try reader.double()))
        case .timed:
            self = .timed(try Self.timed(from: &reader))
        case .change:
            let oldest = try Self.timed(from: &reader)
            self = .change(oldest, try Self.timed(from: &reader))
        case .spread: self = .spread(try Self.spread(from: &reader))
        case .tally:
            var tally = ValueTally()
            for _ in 0..<(try reader.count()) {
                let value = try reader.array()
                _ = tally.add(value.span, count: try reader.signed(), limit: .max)
            }
            self = .tally(tally)
        }
    }

    private static func timed(
        from reader: inout ByteReader
    ) throws(CheckpointError) -> TimedValue? {
        guard try reader.flag() else { return nil }
        let time = Timestamp(nanoseconds: try reader.signed())
        return TimedValue(time: time, value: try reader.array())
    }

    private static func spread(from reader: inout ByteReader) throws(CheckpointError) -> Spread? {
        switch try reader.signed() {
        case 1: return .numbers(try reader.double(), try reader.double())
        case 2:
            let low = Timestamp(nanoseconds: try reader.signed())
            return .times(low, Timestamp(nanoseconds: try reader.signed()))
        default: return nil
        }
    }
}
