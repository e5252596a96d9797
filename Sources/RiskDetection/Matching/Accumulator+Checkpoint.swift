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
            guard try reader.flag() else { return }
            let time = Timestamp(nanoseconds: try reader.signed())
            self = .timed(TimedValue(time: time, value: try reader.array()))
        }
    }
}
