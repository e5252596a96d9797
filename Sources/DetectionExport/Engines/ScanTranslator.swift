import CIM
import SPL

/// What a scan reads of an event, as columns of the table of events, which is called `e`.
struct ScanTranslator {
    let dialect: EngineDialect
    let dataSet: DataSet
    /// Whether the zone of the schedule is UTC.
    let isUTC: Bool

    private var time: String { "e.\(dialect.name(EngineNames.time))" }

    func value(of field: ScanField) -> SQLExpression {
        switch field {
        case .field(let id): SQLExpression("e.\(dialect.name(dataSet.fields[id.index]))", .text)
        case .time: SQLExpression(time, .time)
        case .absent: SQLExpression(dialect.null(.text), .text)
        }
    }

    func key(_ key: ScanKey, fill: String?) throws(EngineRefusal) -> SQLExpression {
        let value = value(of: key.field)
        guard value.kind == .time else {
            guard let fill else { return value }
            return SQLExpression("COALESCE(\(value.sql), \(dialect.literal(fill)))", .text)
        }
        guard let span = key.span else { return value }
        guard let bucket = dialect.bucket(value.sql, span, isUTC: isUTC) else {
            throw EngineRefusal(place: "by _time span", "buckets of the calendar in this zone")
        }
        return SQLExpression(bucket, .time)
    }

    /// The condition of a scan; without a text for null also that no key is null.
    func condition(of scan: Scan) throws(EngineRefusal) -> String {
        let predicate = PredicateTranslator(dialect: dialect) { value(of: $0) }
        var conditions = [try predicate.filter(scan.predicate)]
        if scan.nullFill == nil {
            for key in scan.keys where key.field != .time {
                conditions.append("\(value(of: key.field).sql) IS NOT NULL")
            }
        }
        return conditions.joined(separator: " AND ")
    }
}

extension EngineDialect {
    /// The start of the bucket of an instant; nil for calendar units of other zones than UTC, and
    /// for months.
    func bucket(_ nanoseconds: String, _ span: TimeSpan, isUTC: Bool) -> String? {
        let seconds: Int64
        switch span {
        case .seconds(let width): seconds = width
        case .days(let count):
            guard isUTC else { return nil }
            seconds = Int64(count) * 86_400
        case .months: return nil
        }
        return "(\(nanoseconds) - \(remainder(nanoseconds, seconds * 1_000_000_000)))"
    }
}
