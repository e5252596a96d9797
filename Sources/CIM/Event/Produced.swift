/// Every text that riskd itself puts into events: a mapping or a calculation can give a field a value
/// of its record, a number, or one of these, and nothing else.
///
/// A search for words in raw records, which decides which records may matter, cannot look for these
/// or for parts of them.
package enum Produced: String, CaseIterable, Sendable {
    /// What the data models fill in.
    case unknown

    // What was done, and how it ended.
    case allowed, success, failure, created, modified, deleted, read
    case aclModified = "acl_modified"

    // Where an event is from.
    case microsoftWindows = "Microsoft Windows"
    case microsoftSysmon = "Microsoft Sysmon"
    case falconReplicator = "CrowdStrike FDR"
    case xmlEventLog = "XmlWinEventLog"
    case xmlSecurityLog = "XmlWinEventLog:Security"
    case xmlSysmonLog = "XmlWinEventLog:Microsoft-Windows-Sysmon/Operational"
    case sysmonForLinux = "sysmon:linux"
    case sysmonSyslog = "Syslog:Linux-Sysmon/Operational"
    case crowdstrike
    case falconSensor = "crowdstrike:events:sensor"
    case windows = "Windows"
    case linux = "Linux"
    case mac = "Mac"

    // Integrity levels.
    case untrusted, low, medium
    case mediumPlus = "medium plus"
    case high, system
    case protected

    // Registry.
    case dword = "DWORD"
    case qword = "QWORD"
    case regDWord = "REG_DWORD"
    case regQWord = "REG_QWORD"
    case machineSystem = "HKEY_LOCAL_MACHINE\\System"
    case machineSoftware = "HKEY_LOCAL_MACHINE\\Software"
    case currentUser = "HKEY_CURRENT_USER"

    // Network.
    case inbound, outbound, icmp, tcp, udp, ip
    case ipv4, ipv6

    // Types of DNS records.
    case recordA = "A"
    case recordNS = "NS"
    case recordCNAME = "CNAME"
    case recordSOA = "SOA"
    case recordPTR = "PTR"
    case recordHINFO = "HINFO"
    case recordMX = "MX"
    case recordTXT = "TXT"
    case recordAAAA = "AAAA"
    case recordSRV = "SRV"
    case recordNAPTR = "NAPTR"
    case recordDNAME = "DNAME"
    case recordDS = "DS"
    case recordRRSIG = "RRSIG"
    case recordNSEC = "NSEC"
    case recordDNSKEY = "DNSKEY"
    case recordSVCB = "SVCB"
    case recordHTTPS = "HTTPS"
    case recordAny = "*"
    case recordCAA = "CAA"

    // Reply codes of DNS, as the data model calls them.
    case noError = "No Error"
    case formatError = "Format Error"
    case serverFailure = "Server Failure"
    case nonExistentDomain = "Non-Existent Domain"
    case notImplemented = "Not Implemented"
    case queryRefused = "Query Refused"
    case nameExists = "Name Exists when it should not"
    case setExists = "RR Set Exists when it should not"
    case setMissing = "RR Set that should exist does not"
    case notAuthorized = "Not Authorized"
    case notInZone = "Name not contained in zone"
}
