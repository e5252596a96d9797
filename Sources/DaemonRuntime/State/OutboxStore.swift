/// Where entries stay until their sink has confirmed them.
///
/// An entry comes in with a checkpoint, in the transaction that saves the events behind it.
package protocol OutboxStore: AnyObject, Sendable {
    /// By name of the sink, also of sinks that the configuration no longer has.
    func backlogs() throws -> [String: OutboxAmount]

    /// The entries behind a number, oldest first; one at least where there is one, however long.
    func entries(
        of sink: String, after number: Int64, countMax: Int, bytesMax: Int
    ) throws -> [OutboxEntry]

    /// Takes out the entries of a sink with numbers in a range.
    ///
    /// - Returns: What was taken out, and the time of the oldest that is left.
    func remove(_ numbers: ClosedRange<Int64>, of sink: String) throws -> OutboxAmount
}
