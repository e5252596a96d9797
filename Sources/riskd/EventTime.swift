import ArgumentParser
import CIM
import DaemonRuntime
import SPL

/// A time on the command line.
struct EventTime: Sendable {
    let time: Timestamp

    static let forms = "2025-03-04, 2025-03-04T08:00:00Z, 1741075200, or from now, such as -7d@d"

    /// What is written instead of a text that is none; ArgumentParser puts the option before it.
    struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    init(argument: String) throws { try self.init(argument, now: DaemonClock.wallTime()) }

    /// - Parameter argument: A date (its midnight), an instant as logs write it, epoch seconds or a
    ///   time modifier of Splunk, counted from `now`. UTC where no zone is named.
    init(_ argument: String, now: Timestamp) throws {
        let isDate = argument.wholeMatch(of: #/[0-9]{4}-[0-9]{2}-[0-9]{2}/#) != nil
        if let time = Timestamp.parse(isDate ? argument + "T00:00:00Z" : argument) {
            self.time = time
            return
        }
        let modifier: TimeModifier
        do {
            modifier = try TimeModifier(argument)
        } catch {
            throw Problem(description: "write \(Self.forms)")
        }
        time = modifier.resolve(at: now, zone: .utc)
    }
}
