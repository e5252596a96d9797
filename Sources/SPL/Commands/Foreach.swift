/// `foreach <columns> [<commands>]`: commands for each of some columns.
///
/// Source: Splunk Search Reference, "foreach".
struct Foreach: Command {
    static let name = "foreach"
    static let isGenerating = false
    static let syntax =
        "foreach [mode=multifield] [fieldstr=<text>] [matchstr=<text>] [matchseg1=<text>] … "
        + "<column> … [ eval … <<FIELD>> … ]"
    static let summary =
        "Runs commands, mostly `eval`, for each column that a name stands for: `<<FIELD>>` is its name, `<<MATCHSTR>>` "
        + "what its `*` stand for, `<<MATCHSEG1>>` to `<<MATCHSEG3>>` the first to third of them."

    private var names: [Token] = []
    /// Texts that stand for a part of the name, where they are called otherwise.
    private var marks: [String: String] = [:]
    private let commands: Token

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        var found: Token?
        var names: [Token] = []
        var marks: [String: String] = [:]
        while !cursor.isAtEnd {
            if cursor.next.kind == .subsearch, found == nil {
                found = cursor.advance()
            } else if cursor.isAtOption {
                let option = try cursor.option()
                switch (option.name.text.lowercased(), option.value.text.lowercased()) {
                case ("mode", "multifield"): break
                case ("fieldstr", _), ("matchstr", _), ("matchseg1", _), ("matchseg2", _),
                    ("matchseg3", _):
                    marks[option.name.text.lowercased()] = option.value.text
                default:
                    throw option.refusal(
                        of: Self.name,
                        taking: [
                            "mode", "fieldstr", "matchstr", "matchseg1", "matchseg2", "matchseg3",
                        ])
                }
            } else {
                names += try ColumnList.read(&cursor)
            }
        }
        guard let found, !names.isEmpty else {
            throw cursor.problem(
                "`foreach` takes names of columns, and commands in square brackets.")
        }
        (commands, self.names, self.marks) = (found, names, marks)
    }

    /// How often the commands may be run for one search.
    private static let runsMax = 500

    func lower(into plan: inout PlanBuilder) {
        guard let known = plan.columns else { return }
        let inner = commands.range.lowerBound + 1..<commands.range.upperBound - 1
        let text = CharacterClass.text(inner, of: plan.expanded.bytes)
        var columns: [(name: String, segments: [String])] = []
        for name in names {
            if name.text.contains("*"),
                !plan.knowsColumns(for: "`foreach \(name.text)`", at: name.range)
            {
                return plan.forgetRows()
            }
            for column in known where !columns.contains(where: { $0.name == column }) {
                if let segments = Self.segments(of: column, name.text) {
                    columns.append((column, segments))
                }
            }
            // A name without a star stands for itself, whether there is such a column or not.
            if !name.text.contains("*"), !columns.contains(where: { $0.name == name.text }) {
                plan.warnAboutMissingColumn(name.text, at: name.range, effect: "it is null.")
                columns.append((name.text, []))
            }
        }
        guard columns.count <= Self.runsMax else {
            plan.diagnostics.report(
                Problem(
                    .tooComplex,
                    "`foreach` stands for \(columns.count) columns; \(Self.runsMax) are the most.",
                    at: commands.range))
            return plan.forgetRows()
        }
        for (name, segments) in columns {
            var filled = text
            func fill(_ mark: String, _ standard: String, _ value: String) {
                filled = filled.replacing(marks[mark] ?? standard, with: value)
            }
            fill("fieldstr", "<<FIELD>>", name)
            fill("matchstr", "<<MATCHSTR>>", segments.joined())
            for place in 0..<3 {
                fill(
                    "matchseg\(place + 1)", "<<MATCHSEG\(place + 1)>>",
                    place < segments.count ? segments[place] : "")
            }
            guard plan.root != nil else { return }
            plan.compile(text: filled, at: inner)
        }
    }

    /// What the stars of a name stand for; nil where it is another name. Each stands for as little as
    /// can be.
    private static func segments(of column: String, _ name: String) -> [String]? {
        let pieces = name.split(separator: "*", omittingEmptySubsequences: false)
        guard pieces.count > 1 else { return column == name ? [] : nil }
        guard column.hasPrefix(pieces[0]) else { return nil }
        var rest = column.dropFirst(pieces[0].count)
        var segments: [String] = []
        for (number, piece) in pieces.enumerated().dropFirst() {
            if number == pieces.count - 1 {
                guard rest.hasSuffix(piece) else { return nil }
                segments.append(String(rest.dropLast(piece.count)))
            } else {
                guard let found = rest.firstRange(of: piece), !piece.isEmpty else { return nil }
                segments.append(String(rest[..<found.lowerBound]))
                rest = rest[found.upperBound...]
            }
        }
        return segments
    }
}
