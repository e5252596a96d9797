/// What a stanza of `savedsearches.conf` leaves unsaid, because the rest of it says so: writing a
/// stanza leaves it out, and reading one fills it in.
package enum SavedSearchDefaults {
    /// The name of a detection by that of its saved search: `<app> - <name> - Rule`, as contentctl and
    /// Enterprise Security call them; of others the whole.
    package static func name(of searchName: String) -> String {
        let suffix = " - Rule"
        guard searchName.hasSuffix(suffix) else { return searchName }
        let head = searchName.dropLast(suffix.count)
        guard let dash = head.firstRange(of: " - ") else { return searchName }
        let name = head[dash.upperBound...]
        return name.isEmpty || dash.lowerBound == head.startIndex ? searchName : String(name)
    }

    /// - Parameter scores: Of the risk objects.
    package static func severity(_ scores: [Int], _ annotations: Annotations) -> Severity {
        if let highest = scores.max() { return Severity(score: highest) }
        let numbers = ["confidence", "impact"].compactMap { name in
            annotations.numbers.first { $0.name == name }?.value
        }
        return numbers.count == 2 ? Severity(score: numbers[0] * numbers[1] / 100) : .high
    }

    /// Source: contentctl files what is of the network under CIS 13, and everything else under CIS 10.
    package static func securityDomain(_ annotations: Annotations) -> String {
        annotations.list("cis20").contains("CIS 13") ? "network" : "endpoint"
    }
}
