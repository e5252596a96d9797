import CIM
import RiskDetection
import Synchronization

@testable import DaemonRuntime

/// A state in memory that survives the simulated crashes. A commit is all or nothing, and the
/// machine may stop before or behind it.
final class MemoryStateStore: StateStore {
    private let files: MemoryFileSystem
    private let state = Mutex(SavedState())
    /// What the next commits fail with; the machine going down counts apart.
    let faults = Mutex<[SystemError]>([])

    init(_ files: MemoryFileSystem) { self.files = files }

    func load() throws -> SavedState { state.withLock { $0 } }

    @discardableResult
    func commit(_ checkpoint: Checkpoint) throws -> [String: OutboxAmount] {
        if let fault = faults.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { throw fault }
        switch files.stopsWithCommit() {
        case .before: throw SystemError("machine is down", code: 108)
        case .behind:
            state.withLock { Self.apply(checkpoint, to: &$0) }
            throw SystemError("machine is down", code: 108)
        case nil: state.withLock { Self.apply(checkpoint, to: &$0) }
        }
        return [:]
    }

    private static func apply(_ checkpoint: Checkpoint, to state: inout SavedState) {
        let numbers = Set(checkpoint.positions.map(\.number)).union(checkpoint.forgotten)
        state.positions.removeAll { numbers.contains($0.number) }
        state.positions += checkpoint.positions
        state.positions.sort { $0.number < $1.number }
        state.notes.merge(checkpoint.notes) { _, new in new }
        state.delivery = checkpoint.delivery
        for (id, changes) in checkpoint.detections {
            var saved =
                state.detections[id]?.saved
                ?? SavedDetection(advancedTo: nil, amended: [], panes: [], windows: [])
            saved.advancedTo = changes.advancedTo
            saved.amended = changes.amended
            replace(&saved.panes, changes.panes, removed: changes.removedPanes.map(\.nanoseconds))
            replace(
                &saved.windows, changes.windows,
                removed: changes.removedWindows.map(\.nanoseconds))
            state.detections[id] = (changes.fingerprint, saved)
        }
    }

    private static func replace(
        _ parts: inout [SavedPart], _ new: [SavedPart], removed: [Int64]
    ) {
        let gone = Set(removed + new.map(\.key.nanoseconds))
        parts.removeAll { gone.contains($0.key.nanoseconds) }
        parts += new
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
