import Synchronization

/// Interrupts a blocking call from another thread.
final class Interruption: Sendable {
    private let flag = Atomic<Bool>(false)

    /// Relaxed: nothing but the flag itself is handed over.
    func raise() { flag.store(true, ordering: .relaxed) }

    /// Pairs with ``raise()``.
    var isRaised: Bool { flag.load(ordering: .relaxed) }
}
