package import CIM

/// The settings by which raw records become events: profile and time zone, and the names of
/// computers and users from other files.
package struct RecordReading: Sendable {
    package var profile: Profile
    /// Of clocks that name no zone, by source of the configuration; not empty. Nil where nobody
    /// has said.
    package var zones: [TimeZoneRules?]
    package var identities: Identities
    /// What raw searches call each source of the configuration; of others the records decide.
    package var sources: [RawSource]

    package init(
        _ profile: Profile, zones: [TimeZoneRules?] = [nil], identities: Identities = Identities(),
        sources: [RawSource] = []
    ) {
        self.profile = profile
        self.zones = zones.isEmpty ? [nil] : zones
        self.identities = identities
        self.sources = sources
    }

    /// One that reads so.
    package func normalizer() -> Normalizer {
        var normalizer = Normalizer(profile: profile)
        normalizer.zones = zones
        normalizer.identities = identities
        return normalizer
    }
}
