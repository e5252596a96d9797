/// Services of Windows and the channels of its event log.
///
/// Source: Sigma taxonomy appendix 2.1, "Windows Folder"; SigmaHQ, `tests/thor.yml`.
enum WindowsChannels {
    static let services: [String: [String]] = [
        "appmodel-runtime": ["Microsoft-Windows-AppModel-Runtime/Admin"],
        "appxdeployment-server": ["Microsoft-Windows-AppXDeploymentServer/Operational"],
        "appxpackaging-om": ["Microsoft-Windows-AppxPackaging/Operational"],
        "application": ["Application"],
        "application-experience": [
            "Microsoft-Windows-Application-Experience/Program-Telemetry",
            "Microsoft-Windows-Application-Experience/Program-Compatibility-Assistant",
        ],
        "applocker": [
            "Microsoft-Windows-AppLocker/MSI and Script", "Microsoft-Windows-AppLocker/EXE and DLL",
            "Microsoft-Windows-AppLocker/Packaged app-Deployment",
            "Microsoft-Windows-AppLocker/Packaged app-Execution",
        ],
        "bitlocker": ["Microsoft-Windows-BitLocker/BitLocker Management"],
        "bits-client": ["Microsoft-Windows-Bits-Client/Operational"],
        "capi2": ["Microsoft-Windows-CAPI2/Operational"],
        "certificateservicesclient-lifecycle-system": [
            "Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational"
        ],
        "codeintegrity-operational": ["Microsoft-Windows-CodeIntegrity/Operational"],
        "dhcp": ["Microsoft-Windows-DHCP-Server/Operational"],
        "diagnosis-scripted": ["Microsoft-Windows-Diagnosis-Scripted/Operational"],
        "dns-client": ["Microsoft-Windows-DNS Client Events/Operational"],
        "dns-server": ["DNS Server"],
        "dns-server-analytic": ["Microsoft-Windows-DNS-Server/Analytical"],
        "dns-server-audit": ["Microsoft-Windows-DNS-Server/Audit"],
        "driver-framework": ["Microsoft-Windows-DriverFrameworks-UserMode/Operational"],
        "firewall-as": ["Microsoft-Windows-Windows Firewall With Advanced Security/Firewall"],
        "hyper-v-worker": ["Microsoft-Windows-Hyper-V-Worker"],
        "iis-configuration": ["Microsoft-IIS-Configuration/Operational"],
        "kernel-event-tracing": ["Microsoft-Windows-Kernel-EventTracing"],
        "kernel-shimengine": [
            "Microsoft-Windows-Kernel-ShimEngine/Operational",
            "Microsoft-Windows-Kernel-ShimEngine/Diagnostic",
        ],
        "ldap": ["Microsoft-Windows-LDAP-Client/Debug"],
        "lsa-server": ["Microsoft-Windows-LSA/Operational"],
        "microsoft-servicebus-client": [
            "Microsoft-ServiceBus-Client/Admin", "Microsoft-ServiceBus-Client/Operational",
        ],
        "msexchange-management": ["MSExchange Management"],
        "ntfs": ["Microsoft-Windows-Ntfs/Operational"],
        "ntlm": ["Microsoft-Windows-NTLM/Operational"],
        "openssh": ["OpenSSH/Operational"],
        "powershell": [
            "Microsoft-Windows-PowerShell/Operational", "PowerShellCore/Operational",
        ],
        "powershell-classic": ["Windows PowerShell"],
        "printservice-admin": ["Microsoft-Windows-PrintService/Admin"],
        "printservice-operational": ["Microsoft-Windows-PrintService/Operational"],
        "security": ["Security"],
        "security-mitigations": [
            "Microsoft-Windows-Security-Mitigations/Kernel Mode",
            "Microsoft-Windows-Security-Mitigations/User Mode",
        ],
        "sense": ["Microsoft-Windows-SENSE/Operational"],
        "servicebus-client": [
            "Microsoft-ServiceBus-Client/Admin", "Microsoft-ServiceBus-Client/Operational",
        ],
        "shell-core": ["Microsoft-Windows-Shell-Core/Operational"],
        "smbclient-connectivity": ["Microsoft-Windows-SmbClient/Connectivity"],
        "smbclient-security": ["Microsoft-Windows-SmbClient/Security"],
        "smbserver-connectivity": ["Microsoft-Windows-SMBServer/Connectivity"],
        "sysmon": [SysmonSources.windowsChannel],
        "system": ["System"],
        "taskscheduler": ["Microsoft-Windows-TaskScheduler/Operational"],
        "terminalservices-localsessionmanager": [
            "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational"
        ],
        "vhdmp": ["Microsoft-Windows-VHDMP/Operational"],
        "windefend": ["Microsoft-Windows-Windows Defender/Operational"],
        "wmi": ["Microsoft-Windows-WMI-Activity/Operational"],
    ]

    /// Categories of the logs of PowerShell: the service and the event id.
    static let powerShell: [String: (service: String, id: Int)] = [
        "ps_module": ("powershell", 4103), "ps_script": ("powershell", 4104),
        "ps_classic_start": ("powershell-classic", 400),
        "ps_classic_provider_start": ("powershell-classic", 600),
        "ps_classic_script": ("powershell-classic", 800),
    ]

    /// Defender names its data with blanks, which rules leave out and records turn into `_`.
    static let defenderFields = [
        "ThreatName": "Threat_Name", "ProcessName": "Process_Name", "SourceName": "Source_Name",
        "NewValue": "New_Value", "OldValue": "Old_Value", "DetectionUser": "Detection_User",
        "SeverityName": "Severity_Name", "CategoryName": "Category_Name",
        "ActionName": "Action_Name", "DetectionID": "Detection_ID", "ThreatID": "Threat_ID",
    ]

    /// Services whose records have all that rules ask for in `EventData`.
    private static let eventDataOnly: Set = [
        "application", "powershell", "powershell-classic", "security", "sysmon", "windefend",
    ]

    static func service(_ service: String, ids: [Int] = []) -> RecordSource? {
        guard let channels = services[service] else { return nil }
        var source = RecordSource(
            channels[0] + (ids.isEmpty ? "" : " " + ids.map(String.init).joined(separator: ", ")))
        source.channels = channels
        source.eventIDs = ids
        if service == "windefend" { source.renamed = defenderFields }
        source.hasUserData = !eventDataOnly.contains(service)
        return source
    }
}
