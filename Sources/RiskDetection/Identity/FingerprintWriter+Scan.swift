import CIM
import SPL

/// What tells scans apart: which events count, how they are grouped, what is gathered of each group.
///
/// The columns that keys and aggregates fill are not among that: panes hold no column names.
extension FingerprintWriter {
    mutating func write(_ scan: Scan) {
        write("scan")
        write(scan.dataSet.qualifiedName)
        write(scan.predicate, of: scan.dataSet)
        write(scan.keys) { writer, key in
            writer.write(key.field, of: scan.dataSet)
            writer.write(key.span)
        }
        write(scan.aggregates) { writer, aggregate in
            writer.write(aggregate.function.rawValue)
            writer.write(aggregate.input != nil)
            if let input = aggregate.input { writer.write(input, of: scan.dataSet) }
        }
        write(scan.nullFill)
        switch scan.output {
        case .groups: break
        case .events: write("events")
        case .stats: write("stats")
        }
    }

    mutating func write(_ predicate: Predicate<ScanField>, of dataSet: DataSet) {
        switch predicate {
        case .all: write("all")
        case .and(let parts):
            write("and")
            write(parts) { $0.write($1, of: dataSet) }
        case .or(let parts):
            write("or")
            write(parts) { $0.write($1, of: dataSet) }
        case .not(let part):
            write("not")
            write(part, of: dataSet)
        case .matches(let field, let patterns):
            write("matches")
            write(field, of: dataSet)
            write(patterns) { $0.write($1) }
        case .differs(let field, let pattern):
            write("differs")
            write(field, of: dataSet)
            write(pattern)
        case .ordered(let field, let ordering, let value):
            write("ordered")
            write(field, of: dataSet)
            write(ordering.rawValue)
            write(value)
        case .passes(let field, let test):
            write("passes")
            write(field, of: dataSet)
            write(test.text)
        case .compares(let field, let comparison, let other):
            write("compares")
            write(field, of: dataSet)
            write(comparison.text)
            write(other, of: dataSet)
        case .term(let pattern, let field):
            write("term")
            write(pattern)
            if let field { write(field, of: dataSet) }
        }
    }

    mutating func write(_ ceiling: ScanCeiling) {
        write("ceiling")
        write(Int64(ceiling.aggregate))
        write(ceiling.most)
    }

    private mutating func write(_ field: ScanField, of dataSet: DataSet) {
        switch field {
        case .field(let id):
            write("field")
            write(dataSet.fields[id.index])
        case .time: write("time")
        case .absent(let name):
            write("absent")
            write(name)
        }
    }

    private mutating func write(_ pattern: TextPattern) {
        write(pattern.text)
        write(pattern.isCaseSensitive)
        // Which network follows from the text.
        write(pattern.network != nil)
    }

    private mutating func write(_ span: TimeSpan?) {
        switch span {
        case nil: write("whole")
        case .seconds(let count):
            write("seconds")
            write(count)
        case .days(let count):
            write("days")
            write(Int64(count))
        case .months(let count):
            write("months")
            write(Int64(count))
        }
    }
}
