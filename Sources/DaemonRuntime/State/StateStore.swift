/// Where checkpoints survive a crash.
package protocol StateStore: AnyObject, Sendable {
    func load() throws -> SavedState

    /// Makes a checkpoint durable, all of it or nothing; the delivery of the checkpoint before it
    /// is forgotten.
    func commit(_ checkpoint: Checkpoint) throws
}
