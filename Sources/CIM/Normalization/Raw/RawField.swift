/// The raw fields that some mapping reads, whatever the rendering calls them.
enum RawField: Int, CaseIterable, Sendable {
    // The system part of a Windows event.
    case provider, eventID, channel, computer, keywords, securityUserID
    /// `System/TimeCreated/@SystemTime`; in JSON the first of several names, see below.
    case timeCreated
    case timestamp, eventTime, timeGenerated

    // Sysmon.
    case image, originalFileName, commandLine, currentDirectory, user, integrityLevel, hashes
    case processGuid, processID, parentProcessGuid, parentProcessID, parentImage
    case parentCommandLine, parentUser

    // Security 4688.
    case newProcessID, newProcessName, parentProcessName, subjectUserName, subjectDomainName
    case targetUserName, targetDomainName, targetServerName

    // CrowdStrike.
    case eventSimpleName, falconTimestamp, agentID, computerName, deviceHostname, platform
    case userName, userPrincipal, userSID, uid, gid, imageFileName, targetProcessID
    case rawProcessID, parentBaseFileName, sha256

    static let count = allCases.count
}
