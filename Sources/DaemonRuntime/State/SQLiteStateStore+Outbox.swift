import Foundation
import GRDB

extension SQLiteStateStore: OutboxStore {
    package func backlogs() throws -> [String: OutboxAmount] {
        try read { database in
            let rows = try GRDB.Row.fetchAll(
                database,
                sql: """
                    SELECT sink, count(*), sum(length(bytes)), min(added) FROM outbox GROUP BY sink
                    """)
            var backlogs: [String: OutboxAmount] = [:]
            for row in rows {
                let values = StateRow(table: "outbox", values: Array(row.databaseValues))
                backlogs[try values.value(0)] = OutboxAmount(
                    entries: try values.value(1), bytes: try values.value(2),
                    oldest: try values.value(3))
            }
            return backlogs
        }
    }

    package func entries(
        of sink: String, after number: Int64, countMax: Int, bytesMax: Int
    ) throws -> [OutboxEntry] {
        try read { database in
            var entries: [OutboxEntry] = []
            var bytes = 0
            let cursor = try GRDB.Row.fetchCursor(
                database,
                sql: "SELECT * FROM outbox WHERE sink = ? AND number > ? ORDER BY number LIMIT ?",
                arguments: [sink, number, countMax])
            while let row = try cursor.next() {
                let (values, isIntact) = StateTable.checked(row)
                let entry = OutboxEntry(
                    number: Int64.fromDatabaseValue(values[0]) ?? 0,
                    added: Int64.fromDatabaseValue(values[2]) ?? 0,
                    bytes: Data.fromDatabaseValue(values[3]).map { [UInt8]($0) } ?? [],
                    isIntact: isIntact)
                bytes += entry.bytes.count
                if !entries.isEmpty, bytes > bytesMax { break }
                entries.append(entry)
            }
            return entries
        }
    }

    package func remove(_ numbers: ClosedRange<Int64>, of sink: String) throws -> OutboxAmount {
        try write { database in
            let removed = try Self.remove(
                "number BETWEEN ? AND ?", [numbers.lowerBound, numbers.upperBound], of: sink,
                database)
            try Self.giveBack(database)
            return removed
        }
    }

    /// Pages of the file that one removal gives back to the file system.
    private static let pagesMax = 2_048

    /// Makes the file shorter by what is free in it, so that a backlog that was worked off does
    /// not hold its disk for ever.
    private static func giveBack(_ database: Database) throws {
        let free = try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
        guard free > pagesMax else { return }
        try database.execute(sql: "PRAGMA incremental_vacuum(\(pagesMax))")
    }

    // MARK: - Within a checkpoint

    /// - Parameter last: The highest number that was given since the state was opened; moved on. A
    ///   number is not given twice, because a reader of entries remembers the last one it read.
    static func add(
        _ additions: [OutboxAddition], _ last: inout Int64, _ database: Database
    ) throws {
        guard !additions.isEmpty else { return }
        var number = max(
            last, try Int64.fetchOne(database, sql: "SELECT max(number) FROM outbox") ?? 0)
        defer { last = number }
        for addition in additions {
            number += 1
            try StateTable.insert(
                into: "outbox",
                [
                    number.databaseValue, addition.sink.databaseValue,
                    addition.added.databaseValue, Data(addition.bytes).databaseValue,
                ], database)
        }
    }

    /// Takes out the oldest entries of a sink until so many bytes are gone.
    static func shed(_ bytes: Int, of sink: String, _ database: Database) throws -> OutboxAmount {
        var left = bytes
        var last: Int64?
        let cursor = try GRDB.Row.fetchCursor(
            database,
            sql: "SELECT number, length(bytes) FROM outbox WHERE sink = ? ORDER BY number",
            arguments: [sink])
        while left > 0, let row = try cursor.next() {
            last = row[0]
            left -= row[1]
        }
        guard let last else { return OutboxAmount() }
        return try remove("number <= ?", [last], of: sink, database)
    }

    private static func remove(
        _ condition: String, _ arguments: [Int64], of sink: String, _ database: Database
    ) throws -> OutboxAmount {
        let all: StatementArguments = [sink] + StatementArguments(arguments)
        var amount = OutboxAmount()
        if let row = try GRDB.Row.fetchOne(
            database,
            sql: "SELECT count(*), total(length(bytes)) FROM outbox WHERE sink = ? AND "
                + condition,
            arguments: all)
        {
            amount.entries = row[0]
            amount.bytes = row[1]
        }
        try database.execute(
            sql: "DELETE FROM outbox WHERE sink = ? AND " + condition, arguments: all)
        amount.oldest = try Int64.fetchOne(
            database, sql: "SELECT added FROM outbox WHERE sink = ? ORDER BY number LIMIT 1",
            arguments: [sink])
        return amount
    }
}
