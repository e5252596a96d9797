import CLinux
import Dispatch
import Foundation
import SecurityContent

/// The parts of a status that do not change while the loops run.
package struct StatusSubject: Sendable {
    package var version: String
    /// Path of the configuration.
    package var configurationPath: String
    /// Monotonic nanoseconds.
    let started = DispatchTime.now().uptimeNanoseconds
    private(set) var configuration = Configuration()
    private(set) var clock: DaemonClock
    private(set) var detections = 0
    /// Since when the sources of this configuration are read, monotonic nanoseconds.
    private(set) var watchedSince: UInt64?
    var reload: ReloadStatus?
    /// Why the daemon has not started yet, and since when (monotonic nanoseconds).
    var delay: (reason: String, since: UInt64)?

    package init(version: String, configurationPath: String, clock: DaemonClock) {
        self.version = version
        self.configurationPath = configurationPath
        self.clock = clock
    }

    mutating func update(_ setup: Setup, at now: UInt64) {
        watchedSince = now
        configuration = setup.configuration
        detections = setup.content.detections.count
    }

    /// Bytes of the state with its write-ahead log.
    var stateBytes: Int {
        ["state.db", "state.db-wal"].reduce(0) { sum, name in
            let path = configuration.state.directory + "/" + name
            // A file that is not there has no size.
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            return sum + (attributes?[.size] as? Int ?? 0)
        }
    }
}

extension ProcessStatus {
    /// Of this process.
    static var current: ProcessStatus {
        var usage = rusage()
        unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        // Where /proc is not mounted the figures are 0.
        let memory = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let pages = memory.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        let descriptors = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        return ProcessStatus(
            residentBytes: pages * Int(sysconf(Int32(_SC_PAGESIZE))),
            cpuSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
            openDescriptors: descriptors?.count ?? 0)
    }
}
