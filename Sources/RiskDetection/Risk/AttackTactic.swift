/// The tactics of ATT&CK for Enterprise, in the order of the matrix.
package enum AttackTactic: String, CaseIterable, Sendable {
    case reconnaissance = "Reconnaissance"
    case resourceDevelopment = "Resource Development"
    case initialAccess = "Initial Access"
    case execution = "Execution"
    case persistence = "Persistence"
    case privilegeEscalation = "Privilege Escalation"
    case defenseEvasion = "Defense Evasion"
    case credentialAccess = "Credential Access"
    case discovery = "Discovery"
    case lateralMovement = "Lateral Movement"
    case collection = "Collection"
    case commandAndControl = "Command And Control"
    case exfiltration = "Exfiltration"
    case impact = "Impact"

    /// As people write it.
    package var name: String { rawValue }

    /// As Enterprise Security writes it in `mitre_tactic`, and ATT&CK as its short name:
    /// `privilege-escalation`.
    package var shortName: String {
        rawValue.lowercased().replacing(" ", with: "-")
    }

    /// The number that MITRE gave it.
    ///
    /// Source: MITRE ATT&CK for Enterprise, version 15 (2024).
    package var id: String {
        switch self {
        case .reconnaissance: "TA0043"
        case .resourceDevelopment: "TA0042"
        case .initialAccess: "TA0001"
        case .execution: "TA0002"
        case .persistence: "TA0003"
        case .privilegeEscalation: "TA0004"
        case .defenseEvasion: "TA0005"
        case .credentialAccess: "TA0006"
        case .discovery: "TA0007"
        case .lateralMovement: "TA0008"
        case .collection: "TA0009"
        case .commandAndControl: "TA0011"
        case .exfiltration: "TA0010"
        case .impact: "TA0040"
        }
    }

    /// The phase of the Lockheed Martin kill chain that ESCU files the tactic under.
    ///
    /// Source: contentctl, `AttackTactic` to `KillChainPhase`.
    package var killChainPhase: String {
        switch self {
        case .reconnaissance: "Reconnaissance"
        case .resourceDevelopment: "Weaponization"
        case .initialAccess: "Delivery"
        case .execution, .persistence: "Installation"
        case .privilegeEscalation, .defenseEvasion, .credentialAccess, .discovery,
            .lateralMovement, .collection:
            "Exploitation"
        case .commandAndControl: "Command and Control"
        case .exfiltration, .impact: "Actions on Objectives"
        }
    }
}
