import Foundation
import Glibc
import Synchronization

/// Places at which a test has the process die or an operation fail, given by the environment; in
/// debug builds only.
///
/// `FAILPOINT=after-commit:3` kills the process when it comes to the place for the third
/// time. `mid-write` and `mid-spool-write` die after a part of the bytes was
/// written. `trap-record:TEXT` and `trap-cutting:TEXT` trap on bytes that hold a text; on a record,
/// `overflow-record:TEXT` fills the stack, and `hang-record:TEXT` does not end.
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
    case trapRecord = "trap-record"
    case trapCutting = "trap-cutting"
    case overflowRecord = "overflow-record"
    case hangRecord = "hang-record"

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

        /// Ends the process in the way of a point where bytes hold the text of the setting.
        static func trap(_ point: Failpoint, on bytes: ArraySlice<UInt8>) {
            guard let setting, setting.hasPrefix(point.rawValue + ":") else { return }
            let text = setting.utf8.dropFirst(point.rawValue.utf8.count + 1)
            guard !text.isEmpty, bytes.contains(text) else { return }
            switch point {
            case .hangRecord:
                FileHandle.standardError.write(Data("hangs\n".utf8))
                while true { pause() }
            case .overflowRecord: _ = fill(bytes.count)
            default: fatalError("the failpoint \(setting)")
            }
        }

        static func trap(_ points: [Failpoint], on bytes: Span<UInt8>) {
            guard setting != nil else { return }
            let bytes = (0..<bytes.count).map { bytes[$0] }
            for point in points { trap(point, on: bytes[...]) }
        }

        private static func fill(_ depth: Int) -> Int { depth < 0 ? 0 : fill(depth + 1) + depth }
    #else
        @inline(__always)
        static func trap(_ point: Failpoint, on bytes: ArraySlice<UInt8>) {}

        @inline(__always)
        static func trap(_ points: [Failpoint], on bytes: Span<UInt8>) {}

        @inline(__always)
        static func pass(_ point: Failpoint) {}

        @inline(__always)
        static func part(
            of bytes: ArraySlice<UInt8>, at point: Failpoint = .midWrite
        ) -> ArraySlice<UInt8> { bytes }
    #endif
}
