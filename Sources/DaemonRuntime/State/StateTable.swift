import Foundation
import GRDB

/// Rows with a checksum as their last column: SQLite notices a damaged page structure, and not a
/// flipped bit within a value.
enum StateTable {
    static func insert(
        into table: String, _ values: [DatabaseValue], _ database: Database
    ) throws {
        let places = Array(repeating: "?", count: values.count + 1).joined(separator: ", ")
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO \(table) VALUES (\(places))")
            .execute(arguments: StatementArguments(values + [checksum(values).databaseValue]))
    }

    /// All rows, without their checksums.
    ///
    /// - Throws: ``StateError/damaged(_:)`` where a checksum does not fit.
    static func rows(
        of table: String, where condition: String = "1", order: String = "1",
        arguments: StatementArguments = [], _ database: Database
    ) throws -> [StateRow] {
        let sql = "SELECT * FROM \(table) WHERE \(condition) ORDER BY \(order)"
        return try GRDB.Row.fetchAll(database, sql: sql, arguments: arguments).map { row in
            let (values, isIntact) = checked(row)
            guard isIntact else {
                throw StateError.damaged("a row of \(table) has a wrong checksum")
            }
            return StateRow(table: table, values: values)
        }
    }

    /// The values of a row without its checksum, and whether they are what was written.
    static func checked(_ row: GRDB.Row) -> (values: [DatabaseValue], isIntact: Bool) {
        var values = Array(row.databaseValues)
        let last = values.popLast()
        return (values, last == checksum(values).databaseValue)
    }

    /// FNV-1a, 64 bits, over kinds, lengths and bytes of the values.
    private static func checksum(_ values: [DatabaseValue]) -> Int64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ bytes: some Sequence<UInt8>) {
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
        func add(_ number: UInt64) {
            add((0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) })
        }
        for value in values {
            switch value.storage {
            case .null: add([0])
            case .int64(let number):
                add([1])
                add(UInt64(bitPattern: number))
            case .double(let number):
                add([2])
                add(number.bitPattern)
            case .string(let text):
                add([3])
                add(UInt64(text.utf8.count))
                add(text.utf8)
            case .blob(let data):
                add([4])
                add(UInt64(data.count))
                add(data)
            }
        }
        return Int64(bitPattern: hash)
    }
}

/// The values of a row; asking for another kind than is there throws.
struct StateRow {
    let table: String
    let values: [DatabaseValue]

    func value<Value: DatabaseValueConvertible>(_ place: Int) throws -> Value {
        guard place < values.count, let value = Value.fromDatabaseValue(values[place]) else {
            throw StateError.damaged("a row of \(table) has a value of the wrong kind")
        }
        return value
    }

    func bytes(_ place: Int) throws -> [UInt8] {
        let data: Data = try value(place)
        return [UInt8](data)
    }

    func unsigned(_ place: Int) throws -> UInt64 {
        let number: Int64 = try value(place)
        return UInt64(bitPattern: number)
    }
}
