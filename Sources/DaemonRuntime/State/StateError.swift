/// A state that cannot be used.
package enum StateError: Error, Equatable, CustomStringConvertible {
    case newerSchema(found: Int, known: Int)
    case locked(holder: String)

    package var description: String {
        switch self {
        case .newerSchema(let found, let known):
            "the state was written by a newer riskd (schema \(found), this one knows \(known)): "
                + "run that version, or give another state directory"
        case .locked(let holder):
            "another riskd holds the state directory (process \(holder)): stop it first, or give "
                + "this one a state directory of its own"
        }
    }
}
