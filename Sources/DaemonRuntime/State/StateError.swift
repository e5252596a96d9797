/// A state that cannot be used.
package enum StateError: Error, Equatable, CustomStringConvertible {
    case newerSchema(found: Int, known: Int)
    case locked(holder: String)
    case networkFileSystem(directory: String, kind: String)
    case damaged(String)
    /// What was written may be on the disk or not: only reading it again tells.
    case notDurable(String)

    package var description: String {
        switch self {
        case .newerSchema(let found, let known):
            "the state was written by a newer riskd (schema \(found), this one knows \(known)): "
                + "run that version, or give another state directory"
        case .locked(let holder):
            "another riskd holds the state directory (process \(holder)): stop it first, or give "
                + "this one a state directory of its own"
        case .networkFileSystem(let directory, let kind):
            "the state directory \(directory) lies on a network file system (\(kind)), where its "
                + "database cannot be kept safe: give a local directory"
        case .damaged(let reason): "the state is damaged: \(reason)"
        case .notDurable(let reason): "the state cannot be made durable: \(reason)"
        }
    }

    /// The exit status of a daemon that cannot start, or go on, because of it. Source: sysexits.h.
    package var exitStatus: Int32 {
        switch self {
        case .newerSchema, .networkFileSystem: 78
        case .locked: 75
        case .damaged, .notDurable: 74
        }
    }
}
