extension Relation {
    /// The relations that it takes its rows from.
    package var inputs: [Relation] {
        switch self {
        case .scan, .rows: []
        case .filter(let input, _), .extend(let input, _, _), .project(let input, _),
            .rename(let input, _), .aggregate(let input, _), .annotate(let input, _, _),
            .distinct(let input, _), .sort(let input, _, _), .limit(let input, _, _),
            .expand(let input, _, _), .lookup(let input, _):
            [input]
        case .join(let left, let right, _), .append(let left, let right),
            .matching(let left, let right, _):
            [left, right]
        }
    }
}
