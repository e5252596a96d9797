import GRDB
import Glibc
import Synchronization

@testable import DaemonRuntime

/// The real state on a disk that forgets at a power cut what was not synced; the machine may stop
/// before or behind a commit.
final class SimulatedStateStore: StateStore {
    private let files: MemoryFileSystem
    private let disk: PowerCutDisk
    private let store: Mutex<SQLiteStateStore>
    /// What the next commits fail with; the machine going down counts apart.
    let faults = Mutex<[SystemError]>([])

    /// Whether a commit waits until the disk holds it; false for the fault that the state once had.
    private let waitsForDisk: Bool

    init(_ files: MemoryFileSystem, waitsForDisk: Bool) throws {
        self.files = files
        self.waitsForDisk = waitsForDisk
        disk = try PowerCutDisk()
        store = Mutex(try Self.open(disk, waitsForDisk))
    }

    private static func open(
        _ disk: PowerCutDisk, _ waitsForDisk: Bool
    ) throws -> SQLiteStateStore {
        let store = try SQLiteStateStore(path: disk.path + "/state.db")
        guard !waitsForDisk else { return store }
        try store.database.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA synchronous = NORMAL")
        }
        return store
    }

    deinit {
        // The directory goes next; what closing cannot write is of no use to anybody.
        try? store.withLock { try $0.close() }
    }

    func load() throws -> SavedState { try store.withLock { try $0.load() } }

    @discardableResult
    func commit(_ checkpoint: Checkpoint) throws -> [String: OutboxAmount] {
        if let fault = faults.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { throw fault }
        let stop = files.stopsWithCommit()
        if stop == .before { throw SystemError("machine is down", code: ESHUTDOWN) }
        let shed = try store.withLock { try $0.commit(checkpoint) }
        if stop == .behind { throw SystemError("machine is down", code: ESHUTDOWN) }
        return shed
    }

    /// The process ends, or the power is cut; the next one opens what is left.
    func crash(isPowerCut: Bool) throws {
        try store.withLock { store in
            try disk.crash(isPowerCut: isPowerCut) { try store.close() }
            store = try Self.open(disk, waitsForDisk)
        }
    }
}

extension MemoryFileSystem {
    enum CommitStop { case before, behind }

    /// Counts a commit as a writing operation.
    func stopsWithCommit() -> CommitStop? {
        state.withLock { state in
            if state.isDown { return .before }
            guard state.stops() else { return nil }
            return state.clock % 2 == 0 ? .before : .behind
        }
    }
}
