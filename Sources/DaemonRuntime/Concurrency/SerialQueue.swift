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

    /// A timer that has run out once it has called `body`, on the queue.
    func timer(
        at time: DispatchTime, _ body: @escaping @Sendable () -> Void
    ) -> any DispatchSourceTimer {
        let timer = DispatchSource.makeTimerSource(queue: queue)
        timer.setEventHandler(handler: body)
        timer.schedule(deadline: time)
        timer.resume()
        return timer
    }

    package func checkIsolated() {
        dispatchPrecondition(condition: .onQueue(queue))
    }
}
