import Foundation

/// Holds one end of a ring for the thread that owns it.
///
/// `@unchecked Sendable`: each is made on one thread and from then on used by one only.
package final class ThreadEnd<End: ~Copyable & Sendable>: @unchecked Sendable {
    package var end: End

    package init(_ end: consuming End) { self.end = end }
}

/// A second thread beside the one that calls.
package struct ThreadPair: Sendable {
    private let isDone = DispatchSemaphore(value: 0)

    package init() {}

    package func start(_ body: @escaping @Sendable () -> Void) {
        Thread.detachNewThread { [isDone] in
            body()
            isDone.signal()
        }
    }

    /// Until the body has come to its end.
    package func wait() { isDone.wait() }
}
