import CIM
import SPL

/// What ``Correlating`` holds against its bounds, of the rows of a timespan that moves on: rows come in
/// at its end and leave at its beginning, and none is looked at again in between.
struct SlidingMeasure {
    private enum State {
        case rows(Int)
        case distinct([[UInt8]?], counts: [[UInt8]: Int])
        case rules(counts: [Int])
        case numbers(MovingNumbers)
        case sequence(RuleSequence)
    }

    private var state: State
    private let measure: Correlating.Measure
    /// The place of the rule of each row.
    private let rules: [Int]

    /// - Parameter rows: Of one group, by time, and those of one instant by the place of their rule.
    init(_ measure: Correlating.Measure, rows: [Int], of table: Table, _ rulePlaces: [Int]) {
        self.measure = measure
        rules = rows.map { rulePlaces[$0] }
        switch measure {
        case .rows: state = .rows(0)
        case .distinct(let columns):
            let places = columns.map(table.index(of:))
            state = .distinct(
                rows.map { Self.combination(table.rows[$0], places) }, counts: [:])
        case .rules:
            state = .rules(counts: Array(repeating: 0, count: (rules.max() ?? 0) + 1))
        case .sum(let column), .average(let column), .percentile(let column, _):
            let place = table.index(of: column)
            var isSorted = false
            if case .percentile = measure { isSorted = true }
            state = .numbers(
                MovingNumbers(
                    rows.map { row in
                        place.flatMap { table.rows[row].cells[$0].number }
                    }, isSorted: isSorted))
        case .sequence: state = .sequence(RuleSequence(count: (rules.max() ?? 0) + 1))
        }
    }

    /// The same for the same values; nil where one is missing.
    private static func combination(_ row: Row, _ places: [Int?]) -> [UInt8]? {
        var bytes: [UInt8] = []
        for place in places {
            guard let texts = place.map({ row.cells[$0].texts }), !texts.isEmpty else { return nil }
            bytes.append(littleEndian: UInt32(texts.count))
            for text in texts { bytes.append(counted: text) }
        }
        return bytes
    }

    mutating func add(_ row: Int, at time: Timestamp) {
        switch state {
        case .rows(let count): state = .rows(count + 1)
        case .distinct: countCombination(row, 1)
        case .rules: countRule(row, 1)
        case .numbers(var numbers):
            state = .rows(0)
            numbers.add(row)
            state = .numbers(numbers)
        case .sequence(var sequence):
            state = .rows(0)
            sequence.add(rules[row], at: time)
            state = .sequence(sequence)
        }
    }

    mutating func remove(_ row: Int) {
        switch state {
        case .rows(let count): state = .rows(count - 1)
        case .distinct: countCombination(row, -1)
        case .rules: countRule(row, -1)
        case .numbers(var numbers):
            state = .rows(0)
            numbers.remove(row)
            state = .numbers(numbers)
        // A run that began too long ago is told from others by its beginning.
        case .sequence: break
        }
    }

    private mutating func countCombination(_ row: Int, _ step: Int) {
        guard case .distinct(let combinations, var counts) = state, let text = combinations[row]
        else { return }
        state = .rows(0)
        let count = counts[text, default: 0] + step
        counts[text] = count == 0 ? nil : count
        state = .distinct(combinations, counts: counts)
    }

    private mutating func countRule(_ row: Int, _ step: Int) {
        guard case .rules(var counts) = state else { return }
        state = .rows(0)
        counts[rules[row]] += step
        state = .rules(counts: counts)
    }

    /// - Parameter since: The time of the first row of the timespan.
    func value(since: Timestamp) -> Double? {
        switch state {
        case .rows(let count): Double(count)
        case .distinct(_, let counts): Double(counts.count)
        case .rules(let counts): Double(counts.count { $0 > 0 })
        case .sequence(let sequence): Double(sequence.longest(since: since))
        case .numbers(let numbers):
            switch measure {
            case .average: numbers.sum.map { $0 / Double(numbers.count) }
            case .percentile(_, let share): numbers.percentile(share)
            default: numbers.sum
            }
        }
    }
}

/// Numbers that come and go: their sum, and their order where that is asked for.
private struct MovingNumbers {
    private let numbers: [Double?]
    private let isSorted: Bool
    private(set) var count = 0
    /// The sum of the whole ones, exactly.
    private var wholeSum: Int128 = 0
    private var fractions = 0
    private var sorted: [Double] = []
    /// Sums of fractions without subtracting, which would leave a rest: of each place before `split` the
    /// sum from there to `split`, and the sum behind.
    private var sums: [Double] = []
    private var (start, split, end) = (0, 0, 0)
    private var sumBehind = 0.0

    init(_ numbers: [Double?], isSorted: Bool) {
        self.numbers = numbers
        self.isSorted = isSorted
    }

    /// - Parameter place: The one behind that of the call before.
    mutating func add(_ place: Int) {
        sumBehind += numbers[place] ?? 0
        end = place + 1
        note(place, 1)
    }

    /// - Parameter place: The first that has not gone.
    mutating func remove(_ place: Int) {
        start = place + 1
        if start > split {
            sums = []
            var sum = 0.0
            for place in stride(from: end - 1, through: start, by: -1) {
                sum += numbers[place] ?? 0
                sums.append(sum)
            }
            (split, sumBehind) = (end, 0)
        }
        note(place, -1)
    }

    private mutating func note(_ place: Int, _ step: Int) {
        guard let number = numbers[place] else { return }
        count += step
        if let whole = Self.whole(number) {
            wholeSum += step > 0 ? Int128(whole) : -Int128(whole)
        } else {
            fractions += step
        }
        guard isSorted else { return }
        let position = sorted.partitionPoint { $0 >= number }
        if step > 0 { sorted.insert(number, at: position) } else { sorted.remove(at: position) }
    }

    private static func whole(_ number: Double) -> Int64? {
        abs(number) < 9_007_199_254_740_992 ? Int64(exactly: number) : nil
    }

    /// Nil of no number.
    var sum: Double? {
        guard count > 0 else { return nil }
        guard fractions > 0 else { return Double(wholeSum) }
        let sum = (start < split ? sums[split - start - 1] : 0) + sumBehind
        return sum.isFinite ? sum : nil
    }

    /// By nearest rank from 0, as `perc` of Splunk.
    func percentile(_ share: Double) -> Double? {
        guard !sorted.isEmpty else { return nil }
        return sorted[min(Int(share / 100 * Double(sorted.count)), sorted.count - 1)]
    }
}

/// Of rules in their order: for each length and each rule that a run ends with, when the run began at
/// the latest.
private struct RuleSequence {
    /// - Shape: lengths from 1 × rules.
    private var beginnings: [[Timestamp?]]

    /// - Parameter count: Of the rules.
    init(count: Int) {
        beginnings = Array(repeating: Array(repeating: nil, count: count), count: count)
    }

    mutating func add(_ rule: Int, at time: Timestamp) {
        // Longer ones first: a row does not follow itself.
        for length in stride(from: rule, to: 0, by: -1) {
            let before = beginnings[length - 1][..<rule].compactMap { $0 }.max()
            guard let before else { continue }
            beginnings[length][rule] = max(beginnings[length][rule] ?? before, before)
        }
        beginnings[0][rule] = time
    }

    /// The length of the longest run that did not begin earlier.
    func longest(since: Timestamp) -> Int {
        beginnings.indices.last { length in
            beginnings[length].contains { $0.map { $0 >= since } ?? false }
        }.map { $0 + 1 } ?? 0
    }
}
