import SPL

/// A relation whose rows are those of one scan, each by itself and some of them left out, and which
/// of its columns are keys of the scan.
struct ScanRows {
    let scan: Int
    /// For each column the number of the key that it shows; nil for others.
    private(set) var columns: [(name: String, key: Int?)]

    func key(of column: String) -> Int? {
        columns.first { $0.name == column }?.key
    }

    private init(_ number: Int, _ scan: Scan) {
        self.scan = number
        columns =
            scan.keys.enumerated().map { ($1.column, $0) }
            + scan.aggregates.map { ($0.column, nil) }
    }

    /// - Returns: Nil for a relation of another kind.
    init?(_ relation: Relation, in scans: [Scan]) {
        switch relation {
        case .scan(let number):
            self.init(number, scans[number])
        case .filter(let input, _), .sort(let input, _, nil):
            self.init(input, in: scans)
        case .extend(let input, let column, let expression):
            self.init(input, in: scans)
            var source: Int?
            if case .column(let name) = expression { source = key(of: name) }
            columns.removeAll { $0.name == column }
            columns.append((column, source))
        case .project(let input, let names):
            self.init(input, in: scans)
            columns = names.map { ($0, key(of: $0)) }
        case .rename(let input, let renamings):
            self.init(input, in: scans)
            let before = columns
            columns = Renaming.apply(renamings, to: before.map(\.name)).map {
                ($0.name, before[$0.source].key)
            }
        case .rows, .sort, .aggregate, .annotate, .distinct, .limit, .expand, .lookup, .join,
            .matching, .append:
            return nil
        }
    }
}
