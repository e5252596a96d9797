/// What a detection is filed under.
package struct Annotations: Equatable, Sendable {
    /// Framework name → entries, sorted by name: `analytic_story`, `cis20`, `data_source`,
    /// `kill_chain_phases`, `mitre_attack`, `nist`, `type` …
    package var lists: [(name: String, entries: [String])]
    /// `confidence` and `impact`, in the schema that has them.
    package var numbers: [(name: String, value: Int)]

    package init(
        lists: [(name: String, entries: [String])] = [], numbers: [(name: String, value: Int)] = []
    ) {
        self.lists = lists
        self.numbers = numbers
    }

    package func list(_ name: String) -> [String] {
        lists.first { $0.name == name }?.entries ?? []
    }

    package static func == (a: Annotations, b: Annotations) -> Bool {
        a.lists.elementsEqual(b.lists, by: ==) && a.numbers.elementsEqual(b.numbers, by: ==)
    }
}
