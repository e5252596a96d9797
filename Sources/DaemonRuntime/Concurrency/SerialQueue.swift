package import Dispatch

/// A serial Dispatch queue that is the executor of an actor, so that Dispatch handlers on the
/// queue may enter the actor with `assumeIsolated` and the compiler checks the rest.
///
/// `DispatchSerialQueue` would be this, but does not exist on Linux.
package final class SerialQueue: SerialExecutor {
    package let queue: DispatchQueue

    package init(label: String) {
        queue = DispatchQueue(label: label)
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        queue.async { unsafe unowned.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    package func checkIsolated() {
        dispatchPrecondition(condition: .onQueue(queue))
    }
}
