/// Texts that mappings put into events without their standing in the record.
///
/// Whoever looks for words in raw records, to tell which of them may matter, cannot look for these
/// or for parts of them. A test holds the list against the mappings.
package enum ProducedText {
    package static let all: [String] = [
        // Calculated fields and origins.
        "unknown", "allowed", "success", "failure", "created", "modified", "deleted", "read",
        "acl_modified", "Microsoft Windows", "Microsoft Sysmon", "CrowdStrike FDR", "Windows",
        "Linux", "Mac", "XmlWinEventLog", "sysmon:linux", "crowdstrike:events:sensor",
        "XmlWinEventLog:Security", "XmlWinEventLog:Microsoft-Windows-Sysmon/Operational",
        "Syslog:Linux-Sysmon/Operational",
        // Integrity levels by number.
        "untrusted", "low", "medium plus", "high", "system", "protected",
        // Registry.
        "REG_DWORD", "REG_QWORD", "HKEY_LOCAL_MACHINE\\System", "HKEY_LOCAL_MACHINE\\Software",
        "HKEY_CURRENT_USER",
        // Network.
        "inbound", "outbound", "icmp", "tcp", "udp", "ip", "ipv4", "ipv6",
        // DNS record types and reply codes.
        "CNAME", "HINFO", "AAAA", "NAPTR", "DNAME", "RRSIG", "NSEC", "DNSKEY", "SVCB", "HTTPS",
        "NoError", "No Error", "FormErr", "Format Error", "ServFail", "Server Failure",
        "NXDomain", "Non-Existent Domain", "NotImp", "Not Implemented", "Refused",
        "Query Refused", "YXDomain", "Name Exists when it should not", "YXRRSet",
        "RR Set Exists when it should not", "NXRRSet", "RR Set that should exist does not",
        "NotAuth", "Not Authorized", "NotZone", "Name not contained in zone",
    ]
}
