import CIM
import Foundation
import GRDB
import Glibc
import RiskDetection

/// Checkpoints in one SQLite file, over one connection of this process.
///
/// One connection only: SQLite before 3.51.3 can damage a write-ahead log when two connections
/// write or checkpoint at once, and Debian 12 ships 3.40.1.
package final class SQLiteStateStore: StateStore {
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
        // Made before SQLite does, so that the files beside it get its mode as well.
        _ = try FileDescriptor.open(path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
        database = try DatabaseQueue(path: path, configuration: configuration)
        try StateSchema.migrate(database) { path + ".v\($0).bak" }
    }

    /// Closes the one connection; nothing can be committed afterwards.
    package func close() throws { try database.close() }

    // MARK: - Commit

    package func commit(_ checkpoint: Checkpoint) throws {
        try database.write { database in
            for number in checkpoint.forgotten {
                try database.execute(
                    sql: "DELETE FROM file_position WHERE number = ?",
                    arguments: [Int64(number)])
            }
            for position in checkpoint.positions { try Self.write(position, database) }
            for (key, value) in checkpoint.notes {
                try database.execute(
                    sql: "INSERT OR REPLACE INTO note VALUES (?, ?)", arguments: [key, value])
            }
            for cursor in checkpoint.cursors {
                try database.execute(
                    sql: "INSERT OR REPLACE INTO cursor VALUES (?, ?)",
                    arguments: [cursor.key, Data(cursor.bytes)])
            }
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

    private static func write(_ position: FilePosition, _ database: Database) throws {
        let identity = position.identity
        try database.execute(
            sql: "INSERT OR REPLACE INTO file_position VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                Int64(position.number), Int64(bitPattern: identity.device),
                Int64(bitPattern: identity.inode), Data(position.path),
                identity.fingerprintLength, Int64(bitPattern: identity.fingerprint),
                Int64(bitPattern: position.offset),
                Data(FilePositionCoding.encode(position.marks)),
                Int64(FilePositionCoding.flags(position)),
            ])
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
            let positions = "SELECT * FROM file_position ORDER BY number"
            for row in try GRDB.Row.fetchAll(database, sql: positions) {
                state.positions.append(try Self.position(row))
            }
            for row in try GRDB.Row.fetchAll(database, sql: "SELECT * FROM cursor") {
                let value: Data = row["value"]
                state.cursors[row["key"]] = [UInt8](value)
            }
            for row in try GRDB.Row.fetchAll(database, sql: "SELECT * FROM note") {
                state.notes[row["key"]] = row["value"]
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
        let marks: Data = row["marks"]
        let number: Int64 = row["number"]
        let flags: Int64 = row["flags"]
        return FilePosition(
            number: UInt32(clamping: number),
            identity: FileIdentity(
                device: UInt64(bitPattern: row["device"]),
                inode: UInt64(bitPattern: row["inode"]),
                fingerprintLength: row["fingerprint_length"],
                fingerprint: UInt64(bitPattern: row["fingerprint"])),
            path: [UInt8](path), offset: UInt64(bitPattern: row["next_offset"]),
            marks: FilePositionCoding.marks([UInt8](marks).span), isArchive: flags & 1 != 0,
            isFinished: flags & 2 != 0)
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
