package import CIM
package import SPL

/// The `where` of a scan, so laid out that asking it of an event counts no references and, but for
/// ordered comparisons, allocates nothing. By reference for the same reason.
///
/// - Shape: node 0 is the whole; the parts of a node are those from `first` to before `end`. Leaves
///   have their patterns, or what they compare with, at `first`.
final class EventCondition: Sendable {
    private let nodes: [Node]
    private let patterns: [PatternList]
    private let comparisons: [Comparison]

    private enum Kind: Sendable { case never, and, or, not, matches, differs, ordered }

    private struct Node: Sendable {
        let kind: Kind
        var field = Field.absent
        var first: Int32 = 0
        var end: Int32 = 0

        /// The places of its parts.
        var parts: Range<Int> { Int(first)..<Int(end) }
    }

    private enum Field: Sendable {
        case field(FieldID)
        case time
        case absent

        init(_ field: ScanField) {
            self =
                switch field {
                case .field(let id): .field(id)
                case .time: .time
                case .absent: .absent
                }
        }
    }

    private struct Comparison: Sendable {
        let ordering: Ordering
        let right: String
    }

    /// What has been laid out so far.
    private struct Layout {
        var nodes = [Node(kind: .never)]
        var patterns: [PatternList] = []
        var comparisons: [Comparison] = []

        mutating func lay(_ predicate: Predicate<ScanField>) -> Node {
            switch predicate {
            case .all: return Node(kind: .and)
            case .and(let parts): return lay(.and, parts)
            case .or(let parts): return lay(.or, parts)
            case .not(let part): return lay(.not, [part])
            case .matches(let field, let patterns): return lay(.matches, field, patterns)
            case .differs(let field, let pattern): return lay(.differs, field, [pattern])
            case .ordered(let field, let ordering, let right):
                comparisons.append(Comparison(ordering: ordering, right: right))
                return Node(
                    kind: .ordered, field: Field(field), first: Int32(comparisons.count - 1))
            // Summaries hold no raw text, so a bare term finds nothing in a data model.
            case .term: return Node(kind: .never)
            }
        }

        private mutating func lay(_ kind: Kind, _ parts: [Predicate<ScanField>]) -> Node {
            let first = nodes.count
            for _ in parts { nodes.append(Node(kind: .never)) }
            for (place, part) in parts.enumerated() { nodes[first + place] = lay(part) }
            return Node(kind: kind, first: Int32(first), end: Int32(first + parts.count))
        }

        private mutating func lay(
            _ kind: Kind, _ field: ScanField, _ patterns: [TextPattern]
        ) -> Node {
            self.patterns.append(PatternList(patterns))
            return Node(kind: kind, field: Field(field), first: Int32(self.patterns.count - 1))
        }
    }

    init(_ predicate: Predicate<ScanField>) {
        var layout = Layout()
        layout.nodes[0] = layout.lay(predicate)
        (nodes, patterns, comparisons) = (layout.nodes, layout.patterns, layout.comparisons)
    }

    /// Whether an event satisfies it.
    func holds(for event: borrowing Event) -> Bool { holds(0, event) }

    private func holds(_ node: Int, _ event: borrowing Event) -> Bool {
        let node = nodes[node]
        switch node.kind {
        case .never: return false
        case .and:
            for part in node.parts where !holds(part, event) { return false }
            return true
        case .or:
            for part in node.parts where holds(part, event) { return true }
            return false
        case .not: return !holds(Int(node.first), event)
        case .matches, .differs, .ordered: break
        }
        switch node.field {
        case .field(let id):
            guard let range = event.range(of: id) else { return false }
            return leaf(node, event.bytes.span.extracting(range))
        case .time:
            let text = Array(event.time.epochText.utf8)
            return leaf(node, text.span)
        case .absent: return false
        }
    }

    private func leaf(_ node: Node, _ value: Span<UInt8>) -> Bool {
        switch node.kind {
        case .matches: return patterns[Int(node.first)].matches(value)
        case .differs: return !patterns[Int(node.first)].matches(value)
        default:
            let comparison = comparisons[Int(node.first)]
            return comparison.ordering.holds(
                String(decoding: value.array, as: UTF8.self), comparison.right)
        }
    }
}

extension Predicate<ScanField> {
    /// Whether an event satisfies the `where` of a scan; who asks it of many events lays it out
    /// once, as an ``EventCondition``.
    package func holds(for event: borrowing Event) -> Bool {
        EventCondition(self).holds(for: event)
    }
}
