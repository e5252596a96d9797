import CIM
import Foundation
import SecurityContent

extension Daemon {
    /// Opens the spool that a configuration names; nil where it names none.
    func openSpool(_ configuration: Configuration, _ saved: SavedState) throws
        -> sending EventSpool?
    {
        var settings = configuration.emit
        guard let path = settings.directory else { return nil }
        if settings.collector.isEmpty { settings.collector = Self.hostCollector }
        // Microseconds since the epoch: more than any earlier spool here came to, whose lines were
        // fewer than one a microsecond.
        let fresh = UInt64(max(1, DaemonClock.wallTime().nanoseconds / 1_000))
        let (spool, problem) = try EventSpool.open(
            settings, path, mode: configuration.output.mode, group: configuration.output.group,
            SpoolMark(saved.notes, directory: path), fresh: fresh)
        if let problem { log.write(.problem(text: problem)) }
        return spool
    }

    /// The name of the host, as far as it can be a part of a file's name.
    private static var hostCollector: String {
        let name = String(
            ProcessInfo.processInfo.hostName.prefix(EmitSettings.collectorBytesMax))
        let safe = name.map {
            $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "_"
        }
        return EmitSettings.isCollector(String(safe)) ? String(safe) : "riskd"
    }
}
