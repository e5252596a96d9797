import Dispatch
import Foundation
import Synchronization
import Testing

@testable import SecurityContent

struct ConcurrentMapTests {
    @Test("results are in the order of what they are of")
    func order() {
        for count in [0, 1, 32, 33, 1_000] {
            #expect(Array(0..<count).concurrentMap { $0 * 2 } == (0..<count).map { $0 * 2 })
        }
    }

    /// As root a thread may be given any priority; elsewhere asking for more only left a message.
    @Test("work on all processors runs at the priority of its caller")
    func priority() async throws {
        // Off a queue of Dispatch, as the main thread of the program is.
        let nice = Mutex<Set<Int32>>([])
        let own: Int32 = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                DispatchQueue.performOnAllProcessors(iterations: 64) { _ in
                    _ = nice.withLock { $0.insert(getpriority(Int32(PRIO_PROCESS.rawValue), 0)) }
                    usleep(1_000)
                }
                continuation.resume(returning: getpriority(Int32(PRIO_PROCESS.rawValue), 0))
            }
        }
        #expect(nice.withLock { $0 } == [own])
    }
}
