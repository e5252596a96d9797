/// What happened to a file, for the operator.
package enum IngestEvent: Equatable, Sendable {
    case found(path: String, offset: UInt64)
    case resumed(path: String, offset: UInt64)
    case renamed(path: String, from: String)
    /// It is read from its start; `read` bytes of it had been read.
    case truncated(path: String, read: UInt64)
    case replaced(path: String, read: UInt64)
    /// A copy of a file that was followed goes on where that ended.
    case continued(path: String, from: String, offset: UInt64)
    /// It went while not all of it had been read.
    case lost(path: String, read: UInt64, size: UInt64)
    case refused(path: String, reason: String)
    case unwatched(reason: String)
    /// The kernel reports changes again.
    case watched
    case closed(path: String)
    case unreadable(path: String, reason: String)
    /// Of a source that is no file; the path is its name.
    case note(path: String, text: String, isProblem: Bool)

    package var path: String {
        switch self {
        case .found(let path, _), .resumed(let path, _), .renamed(let path, _),
            .truncated(let path, _), .replaced(let path, _), .continued(let path, _, _),
            .lost(let path, _, _), .closed(let path), .unreadable(let path, _),
            .refused(let path, _), .note(let path, _, _):
            path
        case .unwatched, .watched: "inotify"
        }
    }

    package var text: String {
        switch self {
        case .found(_, let offset): "reading from byte \(offset)"
        case .resumed(_, let offset): "going on at byte \(offset)"
        case .renamed(_, let from): "is the file that was \(from)"
        case .truncated(_, let read):
            "became shorter than the \(read) bytes that were read of it: reading from its start. "
                + "What had been written behind them is lost, unless a copy of it turns up"
        case .replaced(_, let read):
            "no longer holds the \(read) bytes that were read of it: reading from its start. What "
                + "had been written behind them is lost, unless a copy of it turns up"
        case .continued(_, let from, let offset):
            "is a copy of what was \(from): going on at byte \(offset)"
        case .lost(_, let read, let size):
            "went while \(size - min(size, read)) bytes of it were still to be read"
        case .closed: "read to its end and closed, as it has no name any more"
        case .unreadable(_, let reason): "cannot be read, will be tried again: \(reason)"
        case .note(_, let text, _): text
        case .refused(_, let reason): "is not read: \(reason)"
        case .unwatched(let reason):
            "looking at files once a second instead of being told: \(reason)"
        case .watched: "changes of files are told of again"
        }
    }

    package var isProblem: Bool {
        switch self {
        case .note(_, _, let isProblem): isProblem
        case .unreadable, .truncated, .replaced, .lost, .refused, .unwatched: true
        default: false
        }
    }
}
