import CIM
import Foundation
import GRDB
import Glibc
import RiskDetection
import Synchronization

/// Checkpoints in one SQLite file, over one connection of this process.
///
/// One connection only: SQLite before 3.51.3 can damage a write-ahead log when two connections
/// write or checkpoint at once, and Debian 12 ships 3.40.1.
package final class SQLiteStateStore: StateStore {
    let database: DatabaseQueue
    /// The highest number of an entry since the state was opened.
    private let lastEntry = Mutex<Int64>(0)

    /// Opens the state, or makes it, with mode 0600.
    ///
    /// - Throws: ``StateError`` when another riskd wrote a newer schema or a check fails; SQLite's
    ///   errors.
    package init(path: String) throws {
        var configuration = GRDB.Configuration()
        configuration.journalMode = .wal
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA mmap_size = 0")
            // A large batch does not leave a large log behind for ever.
            try database.execute(sql: "PRAGMA journal_size_limit = 8388608")
        }
        // Made before SQLite does, so that the files beside it get its mode as well.
        let file = try FileDescriptor.open(path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
        // Opening writes already: what a newer riskd left is not touched.
        try StateSchema.refuseNewer(file)
        database = try DatabaseQueue(path: path, configuration: configuration)
        try Self.waitForDisk(database)
        let problem = try database.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
        guard problem == "ok" else { throw StateError.damaged(problem ?? "it cannot be checked") }
        try StateSchema.migrate(database) { path + ".v\($0).bak" }
        try Self.letShrink(database)
    }

    /// Has each commit wait until the disk holds it. SQLite syncs the write-ahead log of a commit with
    /// FULL only; with NORMAL a power cut takes back the commits since the last checkpoint of SQLite's.
    ///
    /// Set when the connection is open: GRDB's switch to the write-ahead log sets NORMAL, and comes
    /// after `prepareDatabase`. Source: https://www.sqlite.org/pragma.html#pragma_synchronous
    private static func waitForDisk(_ database: DatabaseQueue) throws {
        try database.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            let level = try Int.fetchOne(database, sql: "PRAGMA synchronous")
            guard level == fullSynchronous else {
                throw StateError.notDurable(
                    "SQLite's synchronous is \(level ?? -1) and not \(fullSynchronous)")
            }
        }
    }

    /// What SQLite answers for `PRAGMA synchronous = FULL`.
    static let fullSynchronous = 2

    /// Lets the file become shorter again: else it keeps the size of its longest backlog.
    private static func letShrink(_ database: DatabaseQueue) throws {
        do {
            try database.writeWithoutTransaction { database in
                // 2 is incremental; a state of an older riskd is written anew for it, once.
                guard try Int.fetchOne(database, sql: "PRAGMA auto_vacuum") != 2 else { return }
                try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
                try database.execute(sql: "VACUUM")
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL {
            // There is no room for a second copy: the next start tries again.
        }
    }

    /// Closes the one connection; nothing can be committed afterwards.
    package func close() throws { try database.close() }

    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try database.read(body)
    }

    /// All of a change or nothing.
    func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try database.write(body)
        } catch let error as DatabaseError where error.leavesDoubt {
            throw StateError.notDurable("\(error)")
        }
    }

    // MARK: - Commit

    @discardableResult
    package func commit(_ checkpoint: Checkpoint) throws -> [String: OutboxAmount] {
        try write { database in
            try Self.write(checkpoint, database)
            try lastEntry.withLock { try Self.add(checkpoint.outbox, &$0, database) }
            var shed: [String: OutboxAmount] = [:]
            for (sink, bytes) in checkpoint.shed {
                shed[sink] = try Self.shed(bytes, of: sink, database)
            }
            return shed
        }
    }

    private static func write(_ checkpoint: Checkpoint, _ database: Database) throws {
        for number in checkpoint.forgotten {
            try database.execute(
                sql: "DELETE FROM file_position WHERE number = ?", arguments: [Int64(number)])
        }
        for position in checkpoint.positions { try write(position, database) }
        for (key, value) in checkpoint.notes {
            try StateTable.insert(into: "note", [key.databaseValue, value.databaseValue], database)
        }
        for cursor in checkpoint.cursors {
            try StateTable.insert(
                into: "cursor", [cursor.key.databaseValue, Data(cursor.bytes).databaseValue],
                database)
        }
        for (id, changes) in checkpoint.detections { try write(changes, of: id, database) }
        try database.execute(sql: "DELETE FROM delivery")
        guard let delivery = checkpoint.delivery else { return }
        try StateTable.insert(
            into: "delivery",
            [
                signed(delivery.device), signed(delivery.inode), signed(delivery.startOffset),
                Data(delivery.bytes).databaseValue,
            ], database)
    }

    private static func signed(_ number: UInt64) -> DatabaseValue {
        Int64(bitPattern: number).databaseValue
    }

    private static func write(_ position: FilePosition, _ database: Database) throws {
        let identity = position.identity
        try StateTable.insert(
            into: "file_position",
            [
                Int64(position.number).databaseValue, signed(identity.device),
                signed(identity.inode), Data(position.path).databaseValue,
                identity.fingerprintLength.databaseValue, signed(identity.fingerprint),
                signed(position.offset),
                Data(FilePositionCoding.encode(position.marks)).databaseValue,
                signed(FilePositionCoding.flags(position)),
            ], database)
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
        try StateTable.insert(
            into: "detection",
            [
                id.databaseValue, changes.fingerprint.databaseValue,
                changes.advancedTo?.nanoseconds.databaseValue ?? .null,
                changes.amended.map { String($0.nanoseconds) }.joined(separator: " ").databaseValue,
            ], database)
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
            try StateTable.insert(
                into: table,
                [
                    id.databaseValue, part.key.nanoseconds.databaseValue,
                    Data(part.bytes).databaseValue,
                ], database)
        }
    }
}

extension DatabaseError {
    /// Whether a new start has to look what is on the disk: a failed `fsync` is not to be tried
    /// again, as the kernel forgets what it could not write, and damage does not heal.
    fileprivate var leavesDoubt: Bool {
        [.SQLITE_IOERR_FSYNC, .SQLITE_IOERR_DIR_FSYNC].contains(extendedResultCode)
            || StateError.isDamage(self)
    }
}
