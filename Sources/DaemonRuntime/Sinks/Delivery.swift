import Glibc

/// Brings lines into the output file once each, through crashes and full disks.
///
/// The order is: plan → checkpoint with the plan → write → forget with the next checkpoint. What
/// cannot be written now is kept, and nothing new is taken until it is written.
package struct Delivery: ~Copyable {
    private var file: FileSink
    /// What of the committed plan is not written yet.
    private var pending: ArraySlice<UInt8> = []

    package init(file: consuming FileSink) { self.file = file }

    package var path: String { file.path }

    /// Whether something of a committed plan is still to be written.
    package var isPending: Bool { !pending.isEmpty }

    /// Completes what the last run planned. What the disk does not take now stays pending.
    ///
    /// - Returns: How many bytes were missing.
    package mutating func recover(_ plan: DeliveryPlan?) throws(SystemError) -> Int {
        guard let plan else { return 0 }
        let missing = try file.missing(of: plan)
        pending = missing[...]
        if let error = flush(), !error.isTransient { throw error }
        return missing.count
    }

    /// Makes the plan for a batch; nil for an empty one.
    ///
    /// - Returns: The plan, and whether the file was opened anew because it had been replaced.
    package mutating func plan(
        _ lines: [[UInt8]]
    ) throws(SystemError) -> (plan: DeliveryPlan?, reopened: Bool) {
        precondition(pending.isEmpty, "a batch is planned while another is not written")
        guard !lines.isEmpty else { return (nil, false) }
        let reopened = try file.reopenIfReplaced()
        var bytes: [UInt8] = []
        for line in lines {
            bytes += line
            bytes.append(UInt8(ascii: "\n"))
        }
        return (try file.plan(bytes), reopened)
    }

    /// Takes on a plan that a checkpoint holds; `flush` writes it.
    package mutating func begin(_ plan: DeliveryPlan?) { pending = plan?.bytes[...] ?? [] }

    /// Writes what is pending, from where the disk stopped taking bytes.
    ///
    /// - Returns: What keeps it from being written; call it again later.
    package mutating func flush() -> SystemError? {
        guard !pending.isEmpty else { return nil }
        let (written, error) = file.append(pending)
        pending = pending.dropFirst(written)
        if let error { return error }
        do { try file.synchronize() } catch { return error }
        return nil
    }
}
