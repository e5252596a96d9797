import Glibc

/// A TCP port of this machine that nobody else gets while this lives, and on which a listener may be
/// started and stopped. Until then connections to it are refused.
package final class ReservedPort: Sendable {
    package let number: UInt16
    private let descriptor: Int32

    package init() { (descriptor, number) = BoundSocket.tcp(port: 0) }

    deinit { close(descriptor) }
}
