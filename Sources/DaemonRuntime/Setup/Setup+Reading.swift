package import CIM
package import SecurityContent

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
