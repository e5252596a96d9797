import SPL

/// Aggregate functions of events and of rows.
struct AggregateTranslator {
    let dialect: EngineDialect
    /// What follows an aggregate, such as `OVER (…)`.
    var suffix = ""

    /// A function of a scan.
    ///
    /// - Parameter time: The column with the time of the event.
    func scanned(
        _ function: AggregateFunction, _ input: SQLExpression?, time: String, place: String
    ) throws(EngineRefusal) -> SQLExpression {
        guard let input else { return call("COUNT(*)", .integer) }
        if input.kind == .list {
            guard function == .count, suffix.isEmpty else {
                throw EngineRefusal(
                    place: place, "`\(function.rawValue)` of a column with several values")
            }
            let count = dialect.count(ofList: input.sql)
            return SQLExpression("COALESCE(SUM(\(count)), 0)", .integer)
        }
        switch function {
        case .count: return call("COUNT(\(input.sql))", .integer)
        case .distinctCount:
            try refuseRunning(function.rawValue, place)
            return call("COUNT(DISTINCT \(input.sql))", .integer)
        case .values:
            try refuseRunning(function.rawValue, place)
            return SQLExpression(dialect.distinctValues(dialect.text(input)), .list)
        case .min: return extreme("MIN", input)
        case .max: return extreme("MAX", input)
        case .sum: return call("SUM(\(dialect.number(input)))", .double)
        case .average: return call("AVG(\(dialect.number(input)))", .double)
        case .standardDeviation: return deviation("STDDEV_SAMP", input)
        case .earliest: return timed(input, time, isLatest: false)
        case .latest: return timed(input, time, isLatest: true)
        case .earliestTime, .latestTime:
            let word = function == .latestTime ? "MAX" : "MIN"
            return call("\(word)(CASE WHEN \(input.sql) IS NOT NULL THEN \(time) END)", .time)
        case .percentile(let hundredths): return try ranked(hundredths / 100, input, place)
        case .mode, .rate:
            throw EngineRefusal(place: place, "`\(function.rawValue)` has no translation")
        case .range, .populationDeviation, .populationVariance, .sampleVariance, .sumOfSquares:
            return numeric(function, input)
        }
    }

    private func numeric(_ function: AggregateFunction, _ input: SQLExpression) -> SQLExpression {
        let number = dialect.number(input)
        switch function {
        case .range:
            return SQLExpression("\(a("MAX(\(number))")) - \(a("MIN(\(number))"))", .double)
        case .populationDeviation: return call("STDDEV_POP(\(number))", .double)
        case .populationVariance: return call("VAR_POP(\(number))", .double)
        case .sampleVariance: return deviation("VAR_SAMP", input)
        default: return call("SUM((\(number)) * (\(number)))", .double)
        }
    }

    /// A function of `stats`.
    ///
    /// - Parameters:
    ///   - order: The column with the place of the row; nil where rows have none.
    ///   - time: The column `_time`; nil where there is none.
    func rows(
        _ function: RowFunction, _ input: SQLExpression?, order: String?, time: SQLExpression?,
        place: String
    ) throws(EngineRefusal) -> SQLExpression {
        let value = input ?? SQLExpression("1", .integer)
        switch function {
        case .scanned(let scanned):
            if [.earliest, .latest, .earliestTime, .latestTime].contains(scanned),
                time?.kind != .time
            {
                throw EngineRefusal(
                    place: place, "`\(scanned.rawValue)` of rows without `_time`")
            }
            return try self.scanned(scanned, input, time: time?.sql ?? "", place: place)
        case .first, .last:
            guard let order, value.kind == .text else {
                throw EngineRefusal(place: place, "`first` and `last` of what is not text")
            }
            return timed(value, order, isLatest: function == .last)
        case .list: throw EngineRefusal(place: place, "`list` has no translation")
        }
    }

    // MARK: - Pieces

    private func a(_ aggregate: String) -> String { aggregate + suffix }

    private func call(_ aggregate: String, _ kind: SQLKind) -> SQLExpression {
        SQLExpression(a(aggregate), kind)
    }

    /// Numeric while all values are numbers, otherwise by byte.
    private func extreme(_ word: String, _ input: SQLExpression) -> SQLExpression {
        guard input.kind == .text else { return call("\(word)(\(input.sql))", input.kind) }
        let number = dialect.number(ofText: input.sql)
        let text = dialect.text(ofDouble: a("\(word)(\(number))"))
        return SQLExpression(
            "CASE WHEN \(a("COUNT(\(number))")) = \(a("COUNT(\(input.sql))")) THEN \(text) "
                + "ELSE \(a("\(word)(\(input.sql))")) END", .text)
    }

    /// The number below which a part of all numbers lies.
    private func ranked(
        _ part: Double, _ value: SQLExpression, _ place: String
    ) throws(EngineRefusal) -> SQLExpression {
        try refuseList(value, "perc", place)
        try refuseRunning("perc", place)
        let number = dialect.number(value)
        let count = "COUNT(\(number))"
        let rank = "CAST(floor(\(EngineDialect.literal(part)) * \(count)) AS BIGINT)"
        let index = "CASE WHEN \(rank) < \(count) THEN \(rank) + 1 ELSE \(count) END"
        return switch dialect {
        case .duckdb:
            SQLExpression(
                "list_sort(list(\(number)) FILTER (WHERE (\(number)) IS NOT NULL))[\(index)]",
                .double)
        case .clickhouse:
            SQLExpression(
                "if(\(count) = 0, NULL, arraySort(groupArray(\(number)))[\(index)])", .double)
        case .spark:
            SQLExpression(
                "try_element_at(sort_array(collect_list(\(number))), CAST(\(index) AS INT))",
                .double)
        case .flink:
            throw EngineRefusal(place: place, "percentiles by rank have no translation")
        }
    }

    /// 0 for a single value, where SQL gives null.
    private func deviation(_ word: String, _ input: SQLExpression) -> SQLExpression {
        let number = dialect.number(input)
        return SQLExpression(
            "CASE WHEN \(a("COUNT(\(number))")) = 1 THEN 0e0 "
                + "ELSE \(a("\(word)(\(number))")) END", .double)
    }

    /// The value with the least or greatest place in an order; of several with one place the
    /// greatest by byte. The place stands before the value as digits that compare like numbers.
    private func timed(
        _ input: SQLExpression, _ order: String, isLatest: Bool
    ) -> SQLExpression {
        let digits = 19
        let place = isLatest ? order : "(9223372036854775807 - \(order))"
        let marked = dialect.concatenation([dialect.padded(place, digits), dialect.text(input)])
        return SQLExpression(
            dialect.substring(a("MAX(\(marked))"), "\(digits + 1)", nil), .text)
    }

    private func refuseList(
        _ value: SQLExpression, _ name: String, _ place: String
    ) throws(EngineRefusal) {
        guard value.kind == .list else { return }
        throw EngineRefusal(place: place, "`\(name)` of a column with several values")
    }

    private func refuseRunning(_ name: String, _ place: String) throws(EngineRefusal) {
        guard !suffix.isEmpty else { return }
        throw EngineRefusal(place: place, "`\(name)` over the rows so far")
    }
}
