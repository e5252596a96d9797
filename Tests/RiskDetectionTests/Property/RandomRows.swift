import CIM
import SPL
import TestSupport

/// Rows with every kind of cell: `s` and `u` texts, `n` and `count` numbers, `m` several values, `t`
/// and `_time` times; null among all of them but `count`.
enum RandomRows {
    static let columns = ["_time", "s", "u", "n", "m", "t", "count"]

    private static let texts = [
        "a", "A", "b", "ab c", " x ", "", "cmd.exe", "CMD.EXE", "C:\\Windows\\System32\\cmd.exe",
        "10", "-3", "2.5", "007", "1e3", "é", "日本", "x,y,z", "a.b", "wmic process call create",
    ]
    private static let oddTexts = [
        "10.1.2.3", "10.1.3.4", "192.168.0.1", "ff", "1F", "a%20b%2Fc", "50%", "a+b", "2024-01-03",
        "2024-13-01", "zz", "0",
    ]
    private static let tick = 1_704_283_200

    /// - Parameter hasNulls: False for rows without any, whose texts are all of one kind.
    static func table(
        _ random: inout SplitMix64, rows: Int, hasNulls: Bool = true
    ) -> Table {
        let table = self.table(&random, rows: rows)
        guard !hasNulls else { return table }
        var full = table
        for (row, place) in table.rows.indices.flatMap({ row in
            columns.indices.map { (row, $0) }
        }) where table.rows[row].cells[place].isNull {
            full.rows[row].cells[place] = replacement(of: columns[place], &random)
        }
        return full
    }

    private static func replacement(of column: String, _ random: inout SplitMix64) -> Value {
        switch column {
        case "s": .string(texts.randomElement(using: &random) ?? "")
        case "u": .string(oddTexts.randomElement(using: &random) ?? "")
        case "m": .string("b")
        case "t", "_time": .time(Timestamp(nanoseconds: Int64(tick) * 1_000_000_000))
        default: .integer(10)
        }
    }

    private static func table(_ random: inout SplitMix64, rows: Int) -> Table {
        Table(
            columns: columns,
            rows: (0..<rows).map { index in
                Row(
                    cells: [
                        time(&random), text(texts, &random), text(oddTexts, &random),
                        number(&random), list(&random), time(&random),
                        .integer(Int64.random(in: 0...100_000, using: &random)),
                    ], identity: [UInt8(index & 0xFF), UInt8(index >> 8)])
            })
    }

    private static func isNull(_ random: inout SplitMix64) -> Bool {
        Int.random(in: 0..<6, using: &random) == 0
    }

    private static func text(_ pool: [String], _ random: inout SplitMix64) -> Value {
        isNull(&random) ? .null : .string(pool.randomElement(using: &random) ?? "")
    }

    private static func number(_ random: inout SplitMix64) -> Value {
        if isNull(&random) { return .null }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return .integer(Int64.random(in: -20...20, using: &random))
        case 1: return .double(Double(Int.random(in: -400...400, using: &random)) / 8)
        case 2: return .string(String(Int.random(in: 0...12, using: &random)))
        default: return .integer(10)
        }
    }

    private static func list(_ random: inout SplitMix64) -> Value {
        let count = Int.random(in: 0...4, using: &random)
        return Value(
            values: (0..<count).map { _ in
                ["a", "b", "c", "b", "5", "10", "cmd"].randomElement(using: &random) ?? ""
            })
    }

    /// Whole and half seconds, which a double holds exactly.
    private static func time(_ random: inout SplitMix64) -> Value {
        if isNull(&random) { return .null }
        let half = Int64.random(in: -2_000_000...2_000_000, using: &random)
        return .time(Timestamp(nanoseconds: Int64(tick) * 1_000_000_000 + half * 500_000_000))
    }
}
