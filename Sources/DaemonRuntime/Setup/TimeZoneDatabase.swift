package import CIM
import Foundation

/// The time zones that the machine knows.
package enum TimeZoneDatabase {
    private static let directory = "/usr/share/zoneinfo/"

    /// The rules of an IANA name or of a distance from UTC such as `+02:00`.
    package static func zone(_ text: String) -> TimeZoneRules? {
        TimeZoneRules(offset: text) ?? rules(text)
    }

    /// The rules of an IANA name; nil where the machine has none.
    package static func rules(_ name: String) -> TimeZoneRules? {
        if ["UTC", "Etc/UTC"].contains(name) { return .utc }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") }), !name.contains("\0"),
            let data = FileManager.default.contents(atPath: directory + name)
        else { return nil }
        return TimeZoneRules(tzif: [UInt8](data), name: name)
    }
}
