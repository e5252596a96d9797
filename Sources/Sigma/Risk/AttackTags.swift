/// What tags say of MITRE ATT&CK.
///
/// Source: Sigma specification 2.1, "Sigma Tags": `attack.t1234.001`, `attack.g0001`, `attack.s0001`, the
/// short name of a tactic.
package struct AttackTags: Hashable, Sendable {
    /// As ATT&CK writes them: `T1059.001`.
    package var techniques: [String] = []
    /// Short names with hyphens: `credential-access`.
    package var tactics: [String] = []
    /// Groups and software: `G0001`, `S0002`.
    package var others: [String] = []
    /// `CVE-2021-44228`.
    package var cves: [String] = []

    package init(_ tags: [String]) {
        for tag in tags.map({ $0.lowercased() }) {
            let parts = tag.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count > 1 else { continue }
            switch parts[0] {
            case "attack": note(parts[1...].joined(separator: "."))
            case "cve":
                cves.append("CVE-" + parts[1...].joined(separator: "-").replacing("cve-", with: ""))
            default: break
            }
        }
    }

    private mutating func note(_ name: String) {
        let digits = name.dropFirst().prefix { $0.isASCII && $0.isNumber }.count
        guard digits == 4 else {
            tactics.append(name.replacing("_", with: "-"))
            return
        }
        if name.hasPrefix("t") {
            techniques.append(name.uppercased())
        } else {
            others.append(name.uppercased())
        }
    }
}
