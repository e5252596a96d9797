package import CIM
package import SecurityContent

/// How raw records become events: what an operator decided, and what is known beside them.
package struct RecordReading: Sendable {
    package var profile: Profile
    /// Of clocks that name no zone, by source of the configuration; not empty. Nil where nobody
    /// has said.
    package var zones: [TimeZoneRules?]
    package var identities: Identities

    /// Fields of data sets that may hold a name which no record holds.
    static let lookedUpFields: Set<String> = ["dest", "host", "user", "src", "dvc"]

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

extension Setup {
    /// Of the clocks of each source.
    var zones: [TimeZoneRules?] {
        configuration.sources.map { source in
            source.timezone.flatMap { TimeZoneDatabase.zone($0.value) }
        }
    }

    /// How records of files are read that are no source.
    ///
    /// - Parameter zone: As for records of files that are named on the command line; nil: nobody
    ///   has said.
    /// - Returns: Also what is wrong with files of identities, as warnings.
    package func reading(
        ofFilesIn zone: TimeZoneRules? = nil
    ) -> (reading: RecordReading, problems: [ContentProblem]) {
        var files = IdentityFiles(configuration.identities)
        files.load()
        let reading = RecordReading(
            configuration.profile, zones: [zone], identities: files.identities)
        return (reading, files.takeProblems())
    }
}
