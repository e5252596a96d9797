import CIM
import Foundation
import GRDB
import RiskDetection

/// Checkpoints in one SQLite file, over one connection of this process.
///
/// One connection only: SQLite before 3.51.3 can damage a write-ahead log when two connections
/// write or checkpoint at once, and Debian 12 ships 3.40.1.
package final class SQLiteStateStore: StateStore {
    /// Of the schema below. A file that a newer riskd wrote is refused, never guessed at.
    private static let schemaVersion = 1

    private let database: DatabaseQueue

    /// Opens the state, or makes it, with mode 0600.
    ///
    /// - Throws: ``StateError`` when another riskd wrote a newer schema; SQLite's errors.
    package init(path: String) throws {
        var configuration = GRDB.Configuration()
        configuration.journalMode = .wal
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try database.execute(sql: "PRAGMA mmap_size = 0")
        }
        database = try DatabaseQueue(path: path, configuration: configuration)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        try database.write { database in
            let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            guard version <= Self.schemaVersion else {
                throw StateError.newerSchema(found: version, known: Self.schemaVersion)
            }
            if version == 0 { try Self.create(database) }
        }
    }

    private static func create(_ database: Database) throws {
        try database.execute(
            sql: """
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
                PRAGMA user_version = 1;
                """)
    }

    /// Closes the one connection; nothing can be committed afterwards.
    package func close() throws { try database.close() }

    // MARK: - Commit

    package func commit(_ checkpoint: Checkpoint) throws {
        try database.write { database in
            try Self.replacePositions(checkpoint.positions, database)
            for (id, changes) in checkpoint.detections {
                try Self.write(changes, of: id, database)
            }
            try database.execute(sql: "DELETE FROM delivery")
            if let delivery = checkpoint.delivery {
                try database.execute(
                    sql: "INSERT INTO delivery VALUES (?, ?, ?, ?)",
                    arguments: [
                        Int64(bitPattern: delivery.device), Int64(bitPattern: delivery.inode),
                        Int64(bitPattern: delivery.startOffset), Data(delivery.bytes),
                    ])
            }
        }
    }

    private static func replacePositions(
        _ positions: [FilePosition], _ database: Database
    ) throws {
        try database.execute(sql: "DELETE FROM position")
        for position in positions {
            let identity = position.identity
            try database.execute(
                sql: "INSERT OR REPLACE INTO position VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [
                    Int64(bitPattern: identity.device), Int64(bitPattern: identity.inode),
                    Data(position.path), identity.fingerprintLength,
                    Int64(bitPattern: identity.fingerprint), Int64(bitPattern: position.offset),
                ])
        }
    }

    private static func write(
        _ changes: DetectionChanges, of id: String, _ database: Database
    ) throws {
        // A detection whose search changed leaves nothing behind.
        let known = try String.fetchOne(
            database, sql: "SELECT fingerprint FROM detection WHERE id = ?", arguments: [id])
        if let known, known != changes.fingerprint {
            try database.execute(sql: "DELETE FROM pane WHERE detection = ?", arguments: [id])
            try database.execute(
                sql: "DELETE FROM fired_window WHERE detection = ?", arguments: [id])
        }
        try database.execute(
            sql: "INSERT OR REPLACE INTO detection VALUES (?, ?, ?, ?)",
            arguments: [
                id, changes.fingerprint, changes.advancedTo?.nanoseconds,
                changes.amended.map { String($0.nanoseconds) }.joined(separator: " "),
            ])
        try write(changes.panes, removing: changes.removedPanes, "pane", "start", id, database)
        try write(
            changes.windows, removing: changes.removedWindows, "fired_window", "tick", id, database)
    }

    private static func write(
        _ parts: [SavedPart], removing removed: [Timestamp], _ table: String, _ key: String,
        _ id: String, _ database: Database
    ) throws {
        for time in removed {
            try database.execute(
                sql: "DELETE FROM \(table) WHERE detection = ? AND \(key) = ?",
                arguments: [id, time.nanoseconds])
        }
        for part in parts {
            try database.execute(
                sql: "INSERT OR REPLACE INTO \(table) VALUES (?, ?, ?)",
                arguments: [id, part.key.nanoseconds, Data(part.bytes)])
        }
    }

    // MARK: - Load

    package func load() throws -> SavedState {
        try database.read { database in
            var state = SavedState()
            for row in try GRDB.Row.fetchAll(database, sql: "SELECT * FROM position") {
                state.positions.append(try Self.position(row))
            }
            for row in try GRDB.Row.fetchAll(database, sql: "SELECT * FROM detection") {
                let id: String = row["id"]
                let amended: String = row["amended"]
                let advancedTo: Int64? = row["advanced_to"]
                state.detections[id] = (
                    row["fingerprint"],
                    SavedDetection(
                        advancedTo: advancedTo.map(Timestamp.init(nanoseconds:)),
                        amended: amended.split(separator: " ").compactMap { Int64($0) }
                            .map(Timestamp.init(nanoseconds:)),
                        panes: try Self.parts("pane", "start", id, database),
                        windows: try Self.parts("fired_window", "tick", id, database))
                )
            }
            if let row = try GRDB.Row.fetchOne(database, sql: "SELECT * FROM delivery") {
                let bytes: Data = row["bytes"]
                state.delivery = DeliveryPlan(
                    device: UInt64(bitPattern: row["device"]),
                    inode: UInt64(bitPattern: row["inode"]),
                    startOffset: UInt64(bitPattern: row["start_offset"]), bytes: [UInt8](bytes))
            }
            return state
        }
    }

    private static func position(_ row: GRDB.Row) throws -> FilePosition {
        let path: Data = row["path"]
        return FilePosition(
            identity: FileIdentity(
                device: UInt64(bitPattern: row["device"]),
                inode: UInt64(bitPattern: row["inode"]),
                fingerprintLength: row["fingerprint_length"],
                fingerprint: UInt64(bitPattern: row["fingerprint"])),
            path: [UInt8](path), offset: UInt64(bitPattern: row["next_offset"]))
    }

    private static func parts(
        _ table: String, _ key: String, _ id: String, _ database: Database
    ) throws -> [SavedPart] {
        try GRDB.Row.fetchAll(
            database, sql: "SELECT * FROM \(table) WHERE detection = ? ORDER BY \(key)",
            arguments: [id]
        ).map { row in
            let bytes: Data = row["bytes"]
            return SavedPart(key: Timestamp(nanoseconds: row[key]), bytes: [UInt8](bytes))
        }
    }
}
