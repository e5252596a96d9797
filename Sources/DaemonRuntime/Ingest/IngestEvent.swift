/// What happened to a file, for the operator.
package enum IngestEvent: Equatable, Sendable {
    case found(path: String, offset: UInt64)
    case resumed(path: String, offset: UInt64)
    case renamed(path: String, from: String)
    case truncated(path: String)
    case closed(path: String)
    case unreadable(path: String, reason: String)
    /// Of a source that is no file; the path is its name.
    case note(path: String, text: String, isProblem: Bool)

    package var path: String {
        switch self {
        case .found(let path, _), .resumed(let path, _), .renamed(let path, _),
            .truncated(let path), .closed(let path), .unreadable(let path, _),
            .note(let path, _, _):
            path
        }
    }

    package var text: String {
        switch self {
        case .found(_, let offset): "reading from byte \(offset)"
        case .resumed(_, let offset): "going on at byte \(offset)"
        case .renamed(_, let from): "is the file that was \(from)"
        case .truncated: "became shorter than what was read of it: reading from its start"
        case .closed: "read to its end and closed, as it has no name any more"
        case .unreadable(_, let reason): "cannot be read, will be tried again: \(reason)"
        case .note(_, let text, _): text
        }
    }

    package var isProblem: Bool {
        switch self {
        case .unreadable, .truncated: true
        case .note(_, _, let isProblem): isProblem
        default: false
        }
    }
}
