/// Where checkpoints survive a crash.
package protocol StateStore: AnyObject, Sendable {
    func load() throws -> SavedState

    /// Makes a checkpoint durable, all of it or nothing; the delivery of the checkpoint before it
    /// is forgotten.
    ///
    /// - Returns: What was taken out of the backlogs that ``Checkpoint/shed`` names.
    @discardableResult
    func commit(_ checkpoint: Checkpoint) throws -> [String: OutboxAmount]
}
