import CIM
import Foundation
import GRDB
import RiskDetection

extension SQLiteStateStore {
    /// - Throws: ``StateError/damaged(_:)``; SQLite's errors.
    package func load() throws -> SavedState { try read { try Self.load($0) } }

    private static func load(_ database: Database) throws -> SavedState {
        var state = SavedState()
        for row in try StateTable.rows(of: "file_position", order: "number", database) {
            state.positions.append(try position(row))
        }
        for row in try StateTable.rows(of: "cursor", database) {
            let key: String = try row.value(0)
            state.cursors[key] = try row.bytes(1)
        }
        for row in try StateTable.rows(of: "note", database) {
            let key: String = try row.value(0)
            let value: Int64 = try row.value(1)
            state.notes[key] = value
        }
        for row in try StateTable.rows(of: "detection", database) {
            let id: String = try row.value(0)
            let fingerprint: String = try row.value(1)
            let saved = try detection(row, id, database)
            state.detections[id] = (fingerprint, saved)
        }
        if let row = try StateTable.rows(of: "delivery", database).first {
            state.delivery = DeliveryPlan(
                device: try row.unsigned(0), inode: try row.unsigned(1),
                startOffset: try row.unsigned(2), bytes: try row.bytes(3))
        }
        return state
    }

    private static func detection(
        _ row: StateRow, _ id: String, _ database: Database
    ) throws -> SavedDetection {
        let amended: String = try row.value(3)
        var advancedTo: Timestamp?
        if !row.values[2].isNull {
            let nanoseconds: Int64 = try row.value(2)
            advancedTo = Timestamp(nanoseconds: nanoseconds)
        }
        return SavedDetection(
            advancedTo: advancedTo,
            amended: amended.split(separator: " ").compactMap { Int64($0) }
                .map(Timestamp.init(nanoseconds:)),
            panes: try parts("pane", "start", id, database),
            windows: try parts("fired_window", "tick", id, database))
    }

    private static func position(_ row: StateRow) throws -> FilePosition {
        let flags = try row.unsigned(8)
        let marks = try row.bytes(7)
        let identity = FileIdentity(
            device: try row.unsigned(1), inode: try row.unsigned(2),
            fingerprintLength: try row.value(4), fingerprint: try row.unsigned(5))
        return FilePosition(
            number: UInt32(truncatingIfNeeded: try row.unsigned(0)), identity: identity,
            path: try row.bytes(3), offset: try row.unsigned(6),
            marks: FilePositionCoding.marks(marks.span), isArchive: flags & 1 != 0,
            isFinished: flags & 2 != 0, isFollowed: flags & 4 != 0)
    }

    private static func parts(
        _ table: String, _ key: String, _ id: String, _ database: Database
    ) throws -> [SavedPart] {
        try StateTable.rows(
            of: table, where: "detection = ?", order: key, arguments: [id], database
        ).map { row in
            SavedPart(key: Timestamp(nanoseconds: try row.value(1)), bytes: try row.bytes(2))
        }
    }
}
