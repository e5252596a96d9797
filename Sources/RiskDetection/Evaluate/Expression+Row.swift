import CIM
import SPL

extension Expression {
    /// The value of the expression over one row.
    func evaluate(_ row: Row, columns: [String], zone: TimeZoneRules) -> Value {
        switch self {
        case .column(let name):
            return columns.firstIndex(of: name).map { row.cells[$0] } ?? .null
        case .formatTime(let input, let format):
            let value = input.evaluate(row, columns: columns, zone: zone)
            guard let time = value.instant else { return value }
            return .string(TimeFormat(format).text(of: time, zone: zone))
        }
    }
}

extension Value {
    /// The value as epoch seconds; nil where it is no number, or one beyond what a clock shows.
    var instant: Timestamp? {
        switch self {
        case .time(let time): return time
        case .integer(let number): return Self.instant(Double(number))
        case .double(let number): return Self.instant(number)
        case .string(let text): return NumericText.number(text).flatMap(Self.instant)
        case .null, .multivalue: return nil
        }
    }

    private static func instant(_ seconds: Double) -> Timestamp? {
        guard abs(seconds) < 9_000_000_000 else { return nil }
        return Timestamp(nanoseconds: Int64((seconds * 1e9).rounded()))
    }
}
