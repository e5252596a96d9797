/// Where the output ended.
package struct OutputMark: Equatable, Sendable {
    package var key: InodeKey
    package var size: UInt64
}
