import Glibc
import Synchronization

/// Places at which a test has the process die or an operation fail, given by the environment; in
/// debug builds only.
///
/// `FAILPOINT=after-commit:3` kills the process when it comes to the place for the third
/// time. `mid-write` and `mid-spool-write` die after a part of the bytes was
/// written.
enum Failpoint: String {
    case beforePlan = "before-plan"
    case afterPlan = "after-plan"
    case afterCommit = "after-commit"
    case beforeWrite = "before-write"
    case midWrite = "mid-write"
    case afterWrite = "after-write"
    case afterSynchronize = "after-sync"
    case afterDelivery = "after-delivery"
    case beforeSpoolWrite = "before-spool-write"
    case midSpoolWrite = "mid-spool-write"
    case afterSpoolWrite = "after-spool-write"
    case afterSpoolSynchronize = "after-spool-sync"
    case afterSpoolClose = "after-spool-close"

    #if DEBUG
        private static let setting = unsafe getenv("FAILPOINT").map {
            unsafe String(cString: $0)
        }
        private static let passes = Atomic<Int>(0)

        private static func isHit(_ point: Failpoint) -> Bool {
            guard let parts = setting?.split(separator: ":"), parts.first == point.rawValue[...]
            else { return false }
            let wanted = parts.count > 1 ? Int(parts[1]) ?? 1 : 1
            return passes.add(1, ordering: .relaxed).newValue == wanted
        }

        static func pass(_ point: Failpoint) {
            let isWritten = point == .afterWrite || point == .afterSpoolWrite
            if isHit(point) || isWritten && isDying.load(ordering: .relaxed) {
                kill(getpid(), SIGKILL)
            }
        }

        /// What is written of a batch: all of it, unless the process is to die within it.
        static func part(
            of bytes: ArraySlice<UInt8>, at point: Failpoint = .midWrite
        ) -> ArraySlice<UInt8> {
            guard isHit(point) else { return bytes }
            isDying.store(true, ordering: .relaxed)
            return bytes.prefix(bytes.count * 2 / 3)
        }

        private static let isDying = Atomic<Bool>(false)
    #else
        @inline(__always)
        static func pass(_ point: Failpoint) {}

        @inline(__always)
        static func part(
            of bytes: ArraySlice<UInt8>, at point: Failpoint = .midWrite
        ) -> ArraySlice<UInt8> { bytes }
    #endif
}
