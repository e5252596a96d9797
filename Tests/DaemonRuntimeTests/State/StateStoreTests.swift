import CIM
import Foundation
import GRDB
import TestSupport
import Testing

@testable import DaemonRuntime
@testable import RiskDetection

/// The state on disk: what is put in comes out, and what is damaged is noticed.
struct StateStoreTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.path + "/state.db" }

    init() throws { directory = try TemporaryDirectory() }

    private static let position = FilePosition(
        number: 7,
        identity: FileIdentity(device: 1, inode: .max, fingerprintLength: 3, fingerprint: .max),
        path: [0x2F, 0xFF, 0x0A, 0x00, 0x61], offset: 1 << 40,
        marks: [ContentMark(end: 300, length: 256, hash: .max - 1)], isArchive: true,
        isFinished: true)

    private static var checkpoint: Checkpoint {
        Checkpoint(
            positions: [position], cursors: [CursorPosition(key: "journal", bytes: [0, 1, 255])],
            notes: ["pattern /x": 1],
            detections: [
                (
                    "id",
                    DetectionChanges(
                        fingerprint: "f", advancedTo: Timestamp(nanoseconds: -5),
                        amended: [Timestamp(nanoseconds: 9)],
                        panes: [SavedPart(key: Timestamp(nanoseconds: 3), bytes: [1, 2])],
                        removedPanes: [],
                        windows: [SavedPart(key: Timestamp(nanoseconds: 4), bytes: [3])],
                        removedWindows: [])
                )
            ],
            delivery: DeliveryPlan(device: 1, inode: 2, startOffset: 3, bytes: [65, 10]))
    }

    private static func isCheckpoint(_ state: SavedState) -> Bool {
        state.positions == [position] && state.cursors == ["journal": [0, 1, 255]]
            && state.notes == ["pattern /x": 1] && state.detections["id"]?.fingerprint == "f"
            && state.detections["id"]?.saved.panes.map(\.bytes) == [[1, 2]]
            && state.detections["id"]?.saved.windows.map(\.bytes) == [[3]]
            && state.delivery == DeliveryPlan(device: 1, inode: 2, startOffset: 3, bytes: [65, 10])
    }

    private func fill() throws {
        let store = try SQLiteStateStore(path: path)
        try store.commit(Self.checkpoint)
        try store.close()
    }

    @Test("a checkpoint comes back as it was, and the next one changes only what it names")
    func roundTrip() throws {
        try fill()
        let store = try SQLiteStateStore(path: path)
        #expect(Self.isCheckpoint(try store.load()))
        try store.commit(Checkpoint(forgotten: [7]))
        let state = try store.load()
        #expect(state.positions.isEmpty && state.delivery == nil && state.cursors.count == 1)
        try store.close()
    }

    @Test("permissions: the state and what SQLite puts beside it are the owner's alone")
    func permissions() throws {
        let store = try SQLiteStateStore(path: path)
        try store.commit(Self.checkpoint)
        for suffix in ["", "-wal", "-shm"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: path + suffix)
            #expect(attributes[.posixPermissions] as? Int == 0o600, "state.db\(suffix)")
        }
        try store.close()
    }

    @Test("state-corrupt: flipped bytes never change what is read: it is the same, or set aside")
    func flippedBytes() throws {
        try fill()
        let whole = try Data(contentsOf: URL(filePath: path))
        var random = SplitMix64(seed: 4)
        var setAside = 0
        for _ in 0..<300 {
            var damaged = whole
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<damaged.count, using: &random)
                damaged[place] ^= UInt8.random(in: 1...255, using: &random)
            }
            try? FileManager.default.removeItem(atPath: path)
            try damaged.write(to: URL(filePath: path))
            do {
                let opened = try StateDirectory.open(directory.path)
                if let aside = opened.setAside {
                    setAside += 1
                    #expect(FileManager.default.fileExists(atPath: aside.path))
                } else {
                    #expect(Self.isCheckpoint(opened.saved))
                }
                try opened.store.close()
            } catch StateError.newerSchema {
                // The version is a number in the file's header as well.
            }
        }
        #expect(setAside > 10)
    }

    @Test("state-corrupt: cut, empty, all zeros, text", arguments: 0..<4)
    func replaced(kind: Int) throws {
        try fill()
        let whole = try Data(contentsOf: URL(filePath: path))
        let bytes: Data =
            [
                whole.prefix(whole.count / 2), Data(repeating: 0, count: whole.count),
                Data("positions: {}\n".utf8), whole.prefix(5_000),
            ][kind]
        try bytes.write(to: URL(filePath: path))
        let opened = try StateDirectory.open(directory.path)
        #expect(opened.setAside != nil)
        #expect(opened.saved.positions.isEmpty)
        try opened.store.close()
    }

    @Test("a state of version 1 is migrated, and kept as it was beside")
    func migration() throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write { database in
            try database.execute(sql: StateSchema.first)
            try database.execute(
                sql: """
                    INSERT INTO position VALUES (1, 20, x'2F61', 2, 77, 500);
                    INSERT INTO position VALUES (1, 10, x'2F62', 2, 78, 600);
                    INSERT INTO detection VALUES ('id', 'f', NULL, '1 2');
                    INSERT INTO pane VALUES ('id', 3, x'0102');
                    INSERT INTO delivery VALUES (1, 2, 3, x'410A');
                    PRAGMA user_version = 1;
                    """)
        }
        try queue.close()
        let store = try SQLiteStateStore(path: path)
        let state = try store.load()
        #expect(state.positions.map(\.offset) == [600, 500])
        #expect(state.positions.map(\.number) == [1, 2])
        #expect(state.detections["id"]?.saved.panes.map(\.bytes) == [[1, 2]])
        #expect(state.detections["id"]?.saved.amended.count == 2)
        #expect(state.delivery?.bytes == [0x41, 0x0A])
        // Which patterns it was made with it does not say: none of them is taken for new.
        #expect(state.files(patterns: ["/x"]).patterns == ["/x"])
        try store.close()
        let old = try DatabaseQueue(path: path + ".v1.bak")
        #expect(try old.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM position") } == 2)
        try old.close()
    }

    @Test("a state of a newer riskd is refused and left as it is")
    func newer() throws {
        try fill()
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: "PRAGMA user_version = 99") }
        try queue.close()
        let before = try Data(contentsOf: URL(filePath: path))
        let error = #expect(throws: StateError.self) { try StateDirectory.open(directory.path) }
        #expect(error == .newerSchema(found: 99, known: StateSchema.version))
        #expect(error?.exitStatus == 78)
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }

    @Test("a state that takes the place of a damaged one is whole before it does, through crashes")
    func replacement() throws {
        let lost = Checkpoint(notes: SavedState.lost(patterns: ["/x"]))
        // A crash between the two names: no state, and the new one beside.
        let new = try SQLiteStateStore(path: path + ".new")
        try new.commit(lost)
        try new.close()
        var opened = try StateDirectory.open(directory.path, replacement: lost)
        #expect(opened.saved.isRebuilding && opened.setAside == nil)
        try opened.store.close()
        // A crash before the old one was set aside: what was begun of the new one is nothing.
        try Data("half".utf8).write(to: URL(filePath: path + ".new"))
        try Data("damaged".utf8).write(to: URL(filePath: path))
        opened = try StateDirectory.open(directory.path, replacement: lost)
        #expect(opened.saved.isRebuilding && opened.setAside != nil)
        try opened.store.close()
        #expect(!FileManager.default.fileExists(atPath: path + ".new"))
    }

    @Test("a state on a network file system is refused")
    func network() {
        let mounts = """
            22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
            40 22 0:36 / /srv/nfs rw,relatime shared:20 - nfs4 server:/export rw
            41 40 0:37 / /srv/nfs/local rw shared:21 - tmpfs tmpfs rw
            42 22 0:38 / /mnt/with\\040blank rw shared:22 - cifs //server/share rw
            """
        #expect(StateDirectory.networkKind(of: "/var/lib/riskd", mounts) == nil)
        #expect(StateDirectory.networkKind(of: "/srv/nfs/riskd", mounts) == "nfs4")
        #expect(StateDirectory.networkKind(of: "/srv/nfs/local/riskd", mounts) == nil)
        #expect(StateDirectory.networkKind(of: "/srv/nfsx", mounts) == nil)
        #expect(StateDirectory.networkKind(of: "/mnt/with blank/x", mounts) == "cifs")
        #expect(StateError.networkFileSystem(directory: "", kind: "").exitStatus == 78)
    }
}
