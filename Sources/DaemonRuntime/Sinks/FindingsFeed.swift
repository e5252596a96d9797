import DetectionExport
import Dispatch
import RiskDetection
import Synchronization

/// The findings of the running daemon for the people who watch them: a copy that may be incomplete and
/// costs the detect side nothing while nobody watches.
///
/// What is delivered is handed over on the detect queue and written on another one. Findings that
/// come faster than they are written are dropped and counted, and so the detect side never waits.
package final class FindingsFeed: Sendable {
    /// What watchers get: lines, or how many findings they do not get.
    enum Piece: Equatable, Sendable {
        case line([UInt8])
        case dropped(Int)
    }

    /// Findings that are handed over and not written yet.
    static let waitingMax = 16_384

    private struct State {
        var watchers: [UInt64: @Sendable (Piece) -> Void] = [:]
        var next: UInt64 = 0
        var waiting = 0
    }

    private let state = Mutex(State())
    private let queue: DispatchQueue

    /// - Parameter queue: Where lines are written and watchers are called: a serial one.
    init(queue: DispatchQueue) { self.queue = queue }

    /// - Parameter body: Called on the queue.
    func watch(_ body: @escaping @Sendable (Piece) -> Void) -> UInt64 {
        state.withLock { state in
            state.next += 1
            state.watchers[state.next] = body
            return state.next
        }
    }

    func unwatch(_ id: UInt64) { state.withLock { $0.watchers[id] = nil } }

    /// Shows what was delivered; never waits.
    ///
    /// - Parameter records: In the order of the output, those of one row behind another.
    func publish(_ records: [OutputRecord]) {
        guard !records.isEmpty, state.withLock({ !$0.watchers.isEmpty }) else { return }
        let rows = Self.rows(of: records)
        let taken = state.withLock { state in
            let taken = min(rows.count, max(0, Self.waitingMax - state.waiting))
            state.waiting += taken
            return taken
        }
        queue.async { [self] in
            for row in rows.prefix(taken) { send(.line(Self.line(of: row))) }
            if taken < rows.count { send(.dropped(rows.count - taken)) }
            state.withLock { $0.waiting -= taken }
        }
    }

    private func send(_ piece: Piece) {
        for body in state.withLock({ Array($0.watchers.values) }) { body(piece) }
    }

    // MARK: - Lines

    private static func rows(of records: [OutputRecord]) -> [[OutputRecord]] {
        var rows: [[OutputRecord]] = []
        for record in records {
            if let last = rows.last?.first?.result, isSame(last, record.result) {
                rows[rows.count - 1].append(record)
            } else {
                rows.append([record])
            }
        }
        return rows
    }

    private static func isSame(_ a: ResultRow, _ b: ResultRow) -> Bool {
        a.index == b.index && a.revision == b.revision && a.isEarly == b.isEarly
            && a.window == b.window && a.detection.id == b.detection.id
    }

    /// One object, as `riskd replay --output json` has a finding, and whether it is early.
    private static func line(of row: [OutputRecord]) -> [UInt8] {
        let result = row[0].result
        let finding = Finding(result, detection: 0, records: row)
        let members = finding.members(result.detection) + [("early", .bool(result.isEarly))]
        return Array(JSONValue.object(members).text.utf8) + [0x0A]
    }
}
