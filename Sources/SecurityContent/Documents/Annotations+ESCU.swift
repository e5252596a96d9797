import RiskDetection

extension Annotations {
    /// What ESCU files a detection under.
    ///
    /// Source: contentctl, `detection_abstract.annotations` and `detection_tags`: names sorted;
    /// `nist` and `cis20` follow from type and domain; lists of frameworks only when not empty.
    init(escu document: DetectionDocument) {
        let phases = Set(
            document.mitreAttackID.flatMap { AttackTechniques.tactics(of: $0) }
                .map(\.killChainPhase))
        let frameworks: [(name: String, entries: [String])] = [
            ("analytic_story", document.analyticStory),
            ("cis20", [document.securityDomain == "network" ? "CIS 13" : "CIS 10"]),
            ("cve", document.cve),
            ("data_source", document.dataSource),
            ("kill_chain_phases", phases.sorted()),
            ("mitre_attack", document.mitreAttackID),
            ("nist", [document.type == .ttp ? "DE.CM" : "DE.AE"]),
            ("type", [document.type.rawValue]),
            ("type_list", [document.type.rawValue]),
        ]
        let numbers = [("confidence", document.confidence), ("impact", document.impact)]
        self.init(
            lists: frameworks.filter { !$0.entries.isEmpty },
            numbers: numbers.compactMap { name, value in value.map { (name, $0) } })
    }
}
