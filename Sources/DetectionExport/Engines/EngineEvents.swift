package import CIM

/// The table of events of a data set, read from files of ``EventSchema``.
package struct EngineEvents {
    private let dialect: EngineDialect
    private let dataSet: DataSet

    package init(_ dialect: EngineDialect, _ dataSet: DataSet) {
        self.dialect = dialect
        self.dataSet = dataSet
    }

    private var columns: [(name: String, kind: SQLKind)] {
        [(EventSchema.dataSet, .text), (EngineNames.time, .integer)]
            + dataSet.fields.map { ($0, .text) }
    }

    /// Statements that make the table of files.
    ///
    /// - Parameter files: A path or a pattern of paths, as the engine takes them.
    package func statements(files: String) -> [String] {
        let table = EngineNames.events(dataSet)
        let set = dialect.literal(dataSet.qualifiedName)
        let name = dialect.name(EventSchema.dataSet)
        let path = dialect.literal(files)
        switch dialect {
        case .duckdb:
            let structure = columns.map {
                "\(dialect.literal($0.name)): \(dialect.literal(dialect.type($0.kind)))"
            }.joined(separator: ", ")
            return [
                "CREATE OR REPLACE TABLE \(table) AS SELECT * FROM read_json(\(path), "
                    + "format = 'newline_delimited', columns = {\(structure)}) "
                    + "WHERE \(name) = \(set)"
            ]
        case .clickhouse:
            let structure = columns.map { "\(dialect.name($0.name)) \(dialect.type($0.kind))" }
                .joined(separator: ", ")
            return [
                "CREATE OR REPLACE TABLE \(table) ENGINE = MergeTree ORDER BY tuple() AS "
                    + "SELECT * FROM file(\(path), 'JSONEachRow', \(dialect.literal(structure))) "
                    + "WHERE \(name) = \(set)"
            ]
        case .spark:
            return [
                "CREATE OR REPLACE TEMPORARY VIEW \(table)_files (\(definitions)) USING json "
                    + "OPTIONS (path \(path))",
                "CREATE OR REPLACE TEMPORARY VIEW \(table) AS SELECT * FROM \(table)_files "
                    + "WHERE \(name) = \(set)",
            ]
        case .flink:
            return [
                "CREATE TEMPORARY TABLE \(table)_files (\(definitions)) WITH ("
                    + "'connector' = 'filesystem', 'path' = \(path), 'format' = 'json')",
                "CREATE TEMPORARY VIEW \(table) AS SELECT * FROM \(table)_files "
                    + "WHERE \(name) = \(set)",
            ]
        }
    }

    private var definitions: String {
        columns.map { "\(dialect.name($0.name)) \(dialect.type($0.kind))" }
            .joined(separator: ", ")
    }
}
