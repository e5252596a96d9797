package import CIM

/// The settings by which raw records become events: profile and time zone, and the names of
/// computers and users from other files.
package struct RecordReading: Sendable {
    package var profile: Profile
    /// Of clocks that name no zone, by source of the configuration; not empty. Nil where nobody
    /// has said.
    package var zones: [TimeZoneRules?]
    package var identities: Identities

    package init(
        _ profile: Profile, zones: [TimeZoneRules?] = [nil], identities: Identities = Identities()
    ) {
        self.profile = profile
        self.zones = zones.isEmpty ? [nil] : zones
        self.identities = identities
    }

    /// One that reads so.
    package func normalizer() -> Normalizer {
        var normalizer = Normalizer(profile: profile)
        normalizer.zones = zones
        normalizer.identities = identities
        return normalizer
    }
}
