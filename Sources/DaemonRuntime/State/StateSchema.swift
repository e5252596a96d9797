import Foundation
import GRDB
import Glibc

/// The tables of the state and the steps from each version to the next.
///
/// The version is SQLite's `user_version`. A step is never changed once a riskd with it was
/// released; what is new is a new step.
enum StateSchema {
    static let version = steps.count

    private static let steps: [@Sendable (Database) throws -> Void] = [
        { try $0.execute(sql: first) }, { try migrateFromFirst($0) },
        { try $0.execute(sql: third) },
        // The tables stay. Fingerprints and blocks of event logs have another form from here on, which
        // each start brings them into: an older riskd would take none of them and drop open windows,
        // and so refuses the state.
        { _ in },
    ]

    /// What sinks have not confirmed yet.
    private static let third = """
        CREATE TABLE outbox (
            number INTEGER PRIMARY KEY, sink TEXT NOT NULL, added INTEGER NOT NULL,
            bytes BLOB NOT NULL, checksum INTEGER NOT NULL
        );
        CREATE INDEX outbox_of_sink ON outbox (sink, number);
        """

    static let first = """
        CREATE TABLE position (
            device INTEGER NOT NULL, inode INTEGER NOT NULL, path BLOB NOT NULL,
            fingerprint_length INTEGER NOT NULL, fingerprint INTEGER NOT NULL,
            next_offset INTEGER NOT NULL, PRIMARY KEY (device, inode)
        ) WITHOUT ROWID;
        CREATE TABLE detection (
            id TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, advanced_to INTEGER,
            amended TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE pane (
            detection TEXT NOT NULL, start INTEGER NOT NULL, bytes BLOB NOT NULL,
            PRIMARY KEY (detection, start)
        ) WITHOUT ROWID;
        CREATE TABLE fired_window (
            detection TEXT NOT NULL, tick INTEGER NOT NULL, bytes BLOB NOT NULL,
            PRIMARY KEY (detection, tick)
        ) WITHOUT ROWID;
        CREATE TABLE delivery (
            device INTEGER NOT NULL, inode INTEGER NOT NULL,
            start_offset INTEGER NOT NULL, bytes BLOB NOT NULL
        );
        """

    /// Positions are of generations of files, which may share an inode one after the other, with
    /// marks of their content; cursors of other sources; notes; and every row has a checksum, as
    /// SQLite has none.
    private static let second = """
        CREATE TABLE file_position (
            number INTEGER PRIMARY KEY, device INTEGER NOT NULL, inode INTEGER NOT NULL,
            path BLOB NOT NULL, fingerprint_length INTEGER NOT NULL,
            fingerprint INTEGER NOT NULL, next_offset INTEGER NOT NULL, marks BLOB NOT NULL,
            flags INTEGER NOT NULL, checksum INTEGER NOT NULL
        );
        CREATE TABLE cursor (
            key TEXT PRIMARY KEY, value BLOB NOT NULL, checksum INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE note (
            key TEXT PRIMARY KEY, value INTEGER NOT NULL, checksum INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE detection (
            id TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, advanced_to INTEGER,
            amended TEXT NOT NULL, checksum INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE pane (
            detection TEXT NOT NULL, start INTEGER NOT NULL, bytes BLOB NOT NULL,
            checksum INTEGER NOT NULL, PRIMARY KEY (detection, start)
        ) WITHOUT ROWID;
        CREATE TABLE fired_window (
            detection TEXT NOT NULL, tick INTEGER NOT NULL, bytes BLOB NOT NULL,
            checksum INTEGER NOT NULL, PRIMARY KEY (detection, tick)
        ) WITHOUT ROWID;
        CREATE TABLE delivery (
            device INTEGER NOT NULL, inode INTEGER NOT NULL, start_offset INTEGER NOT NULL,
            bytes BLOB NOT NULL, checksum INTEGER NOT NULL
        );
        """

    private static func migrateFromFirst(_ database: Database) throws {
        let kept = ["detection", "pane", "fired_window", "delivery"]
        for table in kept {
            try database.execute(sql: "ALTER TABLE \(table) RENAME TO old_\(table)")
        }
        try database.execute(sql: second)
        let positions = try GRDB.Row.fetchAll(
            database, sql: "SELECT * FROM position ORDER BY device, inode")
        for (index, row) in positions.enumerated() {
            try StateTable.insert(
                into: "file_position",
                [
                    (index + 1).databaseValue, row["device"], row["inode"], row["path"],
                    row["fingerprint_length"], row["fingerprint"], row["next_offset"],
                    Data().databaseValue, 0.databaseValue,
                ], database)
        }
        for table in kept {
            for row in try GRDB.Row.fetchAll(database, sql: "SELECT * FROM old_\(table)") {
                try StateTable.insert(into: table, Array(row.databaseValues), database)
            }
            try database.execute(sql: "DROP TABLE old_\(table)")
        }
        try database.execute(sql: "DROP TABLE position")
    }

    /// Brings the tables to this version, in one transaction.
    ///
    /// - Parameter backup: Where a state of an older version is kept as it was; nothing is
    ///   written for a new one.
    /// - Throws: ``StateError/newerSchema(found:known:)``; SQLite's errors.
    static func migrate(_ queue: DatabaseQueue, backup: (Int) -> String) throws {
        let found = try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
        guard found <= version else {
            throw StateError.newerSchema(found: found, known: version)
        }
        guard found < version else { return }
        if found > 0 { try keepCopy(of: queue, at: backup(found)) }
        try queue.write { database in
            for step in steps[max(0, found)...] { try step(database) }
            try database.execute(sql: "PRAGMA user_version = \(version)")
        }
    }

    /// Looks into the header alone; a version that only the write-ahead log has is found later.
    ///
    /// Source: https://www.sqlite.org/fileformat.html, "The Database Header".
    ///
    /// - Throws: ``StateError/newerSchema(found:known:)``.
    static func refuseNewer(_ file: borrowing FileDescriptor) throws {
        var header = [UInt8](repeating: 0, count: 100)
        let count = unsafe header.withUnsafeMutableBytes {
            unsafe pread(file.number, $0.baseAddress, $0.count, 0)
        }
        guard count == header.count, header.starts(with: Array("SQLite format 3\0".utf8)) else {
            return
        }
        let found = header[60..<64].reduce(0) { $0 << 8 | Int($1) }
        guard found <= version else { throw StateError.newerSchema(found: found, known: version) }
    }

    private static func keepCopy(of queue: DatabaseQueue, at path: String) throws {
        // A copy that a broken-off migration left is of the same state.
        if FileManager.default.fileExists(atPath: path) {
            try FileManager.default.removeItem(atPath: path)
        }
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "VACUUM INTO ?", arguments: [path])
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }
}
