/// Events for engines that group them: which events, and where they wait to be taken.
package struct EmitSettings: Equatable, Sendable {
    package enum Events: String, CaseIterable, Sendable {
        /// What an enabled detection matches, and all of a data set of which it keeps every event.
        case matched
        /// Every event of a data model; the prefilter is off then.
        case all
    }

    /// What becomes of events for which there is no room.
    package enum WhenFull: String, CaseIterable, Sendable {
        /// Reading pauses; the logs are the buffer.
        case pause
        /// The oldest closed segments are removed, and counted.
        case dropOldest = "drop_oldest"
    }

    /// Where segments lie; nil where no events are emitted.
    package var directory: String?
    /// What events say of where they come from; empty for the name of the host.
    package var collector = ""
    package var events = Events.matched
    /// A segment is closed when it is as large, or that old.
    package var segmentBytes = 16 << 20
    package var segmentAge = Duration.seconds(60)
    /// What all segments may take together.
    package var spoolBytes = 4 << 30
    package var whenFull = WhenFull.pause
    /// How often a line says that nothing is missing up to now; zero for never.
    package var heartbeat = Duration.seconds(10)

    package init() {}

    package static let collectorBytesMax = 64

    /// Whether a name can be a part of a file's name.
    package static func isCollector(_ name: String) -> Bool {
        name.wholeMatch(of: /[A-Za-z0-9_][A-Za-z0-9._-]*/) != nil
            && name.utf8.count <= collectorBytesMax
    }
}
