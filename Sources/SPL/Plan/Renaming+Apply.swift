/// A column after a renaming.
package struct RenamedColumn: Equatable, Sendable {
    package let name: String
    /// Where its values are: an index in the columns before the renaming.
    package let source: Int

    package init(name: String, source: Int) {
        self.name = name
        self.source = source
    }
}

extension Renaming {
    /// Splunk's wildcard, of which a name has at most one.
    private static let wildcard = UInt8(ascii: "*")

    /// How many stars a name has. Both names of a rule must have the same number.
    static func wildcards(in name: String) -> Int { name.utf8.count { $0 == wildcard } }

    /// What a column is called after the rule; nil when the rule does not concern it.
    package func newName(of column: String) -> String? {
        guard let capture = capture(in: column) else { return nil }
        guard let star = to.utf8.firstIndex(of: Self.wildcard) else { return to }
        return String(to[..<star]) + capture + to[to.utf8.index(after: star)...]
    }

    /// The text that stands for the star, empty without one; nil when the column does not match.
    private func capture(in column: String) -> Substring? {
        guard let star = from.utf8.firstIndex(of: Self.wildcard) else {
            return column == from ? "" : nil
        }
        let prefix = from[..<star].utf8
        let suffix = from[from.utf8.index(after: star)...].utf8
        let text = column.utf8
        guard text.count >= prefix.count + suffix.count, text.starts(with: prefix),
            text.suffix(suffix.count).elementsEqual(suffix)
        else { return nil }
        return Substring(text.dropFirst(prefix.count).dropLast(suffix.count))
    }

    /// The columns after the rule, in order.
    ///
    /// A renamed column stays in its place. A column that already has the new name goes away,
    /// unless the rule renames it as well; of two columns that get one name the later one stays.
    /// A rule that concerns no column changes nothing.
    ///
    /// Source: Splunk Search Reference, "rename".
    package func apply(to columns: [String]) -> [RenamedColumn] {
        let newNames = columns.map(newName(of:))
        var winners: [String: Int] = [:]
        for (index, name) in newNames.enumerated() {
            if let name { winners[name] = index }
        }
        return columns.indices.compactMap { index in
            let name = newNames[index] ?? columns[index]
            guard winners[name] ?? index == index else { return nil }
            return RenamedColumn(name: name, source: index)
        }
    }

    /// The columns after all rules in order, with indices in the columns before the first.
    package static func apply(
        _ rules: [Renaming], to columns: [String]
    ) -> [RenamedColumn] {
        let unchanged = columns.enumerated().map { RenamedColumn(name: $1, source: $0) }
        return rules.reduce(unchanged) { current, rule in
            rule.apply(to: current.map(\.name)).map {
                RenamedColumn(name: $0.name, source: current[$0.source].source)
            }
        }
    }
}
