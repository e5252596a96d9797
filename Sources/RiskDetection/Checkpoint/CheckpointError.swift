/// A checkpoint that cannot be read back.
package struct CheckpointError: Error, Equatable, Sendable {
    package var reason: String

    package init(_ reason: String) { self.reason = reason }
}
