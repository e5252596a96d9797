extension Identities {
    /// Fields of data sets that may hold a name which no record holds, by the rules of the mappings.
    package static let fields: Set<String> = {
        let tables = NormalizerTables.all
        var names: Set<String> = []
        for (index, mapping) in tables.mappings(.direct).enumerated() {
            // What has no identifier is never looked up.
            let lookedUp = tables.identifications[index].filter { !$0.keys.isEmpty }.map(\.name)
            var fields: Set<FieldID> = []
            for step in mapping.steps + tables.mappings(.splunk)[index].steps {
                let isOf =
                    step.source.map(fields.contains)
                    ?? step.reads.contains { lookedUp.contains($0) }
                if isOf { fields.insert(step.field) }
            }
            names.formUnion(fields.map { mapping.dataSet.fields[$0.index] })
        }
        return names
    }()
}
