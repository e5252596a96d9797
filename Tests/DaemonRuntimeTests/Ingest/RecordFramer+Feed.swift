import CIM

@testable import DaemonRuntime

extension RecordFramer {
    /// Is given a whole file in pieces, and hands out everything.
    ///
    /// - Parameters:
    ///   - piece: Bytes that come at a time.
    ///   - body: Gets what ``next(_:)`` hands out: what it is, its bytes, where it begins in the file
    ///     and where the next may begin.
    mutating func feed(
        _ bytes: [UInt8], piece: Int, _ body: (FramerOutput, Span<UInt8>, UInt64, UInt64) -> Void
    ) {
        for start in stride(from: 0, to: bytes.count, by: piece) {
            append(bytes[start..<min(bytes.count, start + piece)])
            drain(body)
        }
        finish()
        drain(body)
    }

    private mutating func drain(_ body: (FramerOutput, Span<UInt8>, UInt64, UInt64) -> Void) {
        while next({ kind, bytes, start, end in
            body(kind, bytes, start, end)
            return true
        }) == .taken {}
    }
}
