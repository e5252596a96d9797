/// Events that go to other engines.
package struct EmitStatus: Codable, Equatable, Sendable {
    package var directory: String
    package var collector: String
    /// Since the start of the daemon or its last reload.
    package var events: Int
    package var heartbeats: Int
    /// Segments that nobody has taken away.
    package var closedSegments: Int
    /// Of all segments, open ones included.
    package var spoolBytes: UInt64
    package var spoolBytesMax: Int
    /// Removed because the spool was full, since the start of the daemon or its last reload.
    package var droppedSegments: Int
    package var droppedBytes: UInt64
}
