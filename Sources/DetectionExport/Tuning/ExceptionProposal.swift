import CIM
package import RiskDetection
import SPL

/// An exception for rows that a person marked as false positives, as narrow as they allow, and what
/// else it would hide.
package struct ExceptionProposal: Sendable {
    /// A row that was marked: its columns that hold text.
    package typealias Marked = [String: [String]]

    /// A column with the values that the marked rows have there.
    package struct Condition: Equatable, Sendable {
        package var column: String
        /// Sorted.
        package var values: [String]
    }

    /// In the order of the columns; empty where the marked rows have no text in common.
    package private(set) var conditions: [Condition]
    /// Places of the rows that are not marked and would be hidden, too.
    package private(set) var hidden: [Int]
    /// Rows of the logs that are among those marked.
    package private(set) var markedFound: Int
    /// For each condition, how many rows more would be hidden without it.
    package private(set) var hiddenWithout: [Int]

    /// More values of one column are no sign of one cause.
    private static let valuesMax = 5
    /// A text beyond this is a command line or a script: the next one is another.
    private static let textBytesMax = 80

    /// - Parameters:
    ///   - marked: At least one.
    ///   - rows: All rows of the detection over the logs given.
    package init(_ marked: [Marked], among rows: [ResultRow]) {
        let columns = rows.first?.columns ?? marked.flatMap(\.keys).sorted()
        let isMarked = rows.map { row in marked.contains { Self.isSame(row, $0) } }
        markedFound = isMarked.count { $0 }
        let others = rows.indices.filter { !isMarked[$0] }
        func covered(_ conditions: [Condition]) -> [Int] {
            guard let exception = Self.exception(conditions) else { return others }
            return others.filter {
                exception.covers(rows[$0].row, rows[$0].columns, at: rows[$0].window.tick)
            }
        }
        var chosen = Self.candidates(marked, columns)
        let least = covered(chosen).count
        // Texts that are another one tomorrow go, as long as nothing more is hidden.
        for condition in chosen.sorted(by: { Self.length($0) > Self.length($1) })
        where Self.length(condition) > Self.textBytesMax && chosen.count > 1 {
            let rest = chosen.filter { $0 != condition }
            if covered(rest).count == least { chosen = rest }
        }
        conditions = chosen
        hidden = chosen.isEmpty ? [] : covered(chosen)
        hiddenWithout = chosen.map { condition in
            covered(chosen.filter { $0 != condition }).count - covered(chosen).count
        }
    }

    private static func length(_ condition: Condition) -> Int {
        condition.values.map(\.utf8.count).max() ?? 0
    }

    /// Columns in which each marked row has text, and all together few values.
    private static func candidates(_ marked: [Marked], _ columns: [String]) -> [Condition] {
        columns.compactMap { column in
            guard !isOfOneEvent(column) else { return nil }
            var values: Set<String> = []
            for row in marked {
                guard let texts = row[column], !texts.isEmpty else { return nil }
                values.formUnion(texts)
            }
            guard values.count <= valuesMax, !values.contains(where: isNoName) else { return nil }
            return Condition(column: column, values: values.sorted())
        }
    }

    /// Times, counts, numbers and identities are of one event.
    private static func isOfOneEvent(_ column: String) -> Bool {
        let name = column.lowercased()
        return name == "count" || ["time", "_id", "guid", "hash"].contains { name.contains($0) }
    }

    private static func isNoName(_ text: String) -> Bool {
        text == "unknown" || text.isEmpty || text.allSatisfy(\.isNumber)
    }

    private static func isSame(_ row: ResultRow, _ marked: Marked) -> Bool {
        marked.allSatisfy { column, texts in row.value(column).texts == texts }
    }

    private static func exception(_ conditions: [Condition]) -> RowException? {
        guard !conditions.isEmpty else { return nil }
        return RowException(
            conditions: conditions.map {
                .init(column: $0.column, patterns: $0.values.map { TextPattern($0) })
            }, owner: "", reason: "", expires: nil)
    }

    // MARK: - YAML

    /// As `riskd.yaml` has it, below `detections.exceptions`.
    package func yaml(
        detection: String, owner: String, reason: String, expires: String
    ) -> [String] {
        let columns = conditions.map { condition in
            let values = condition.values.map(Self.quoted).joined(separator: ", ")
            return "            \(Self.quoted(condition.column)): "
                + (condition.values.count == 1 ? values : "[\(values)]")
        }
        return ["detections:", "  exceptions:", "    \(Self.quoted(detection)):", "      - where:"]
            + columns + [
                "        owner: \(Self.quoted(owner))", "        reason: \(Self.quoted(reason))",
                "        expires: \(expires)",
            ]
    }

    /// The text in double quotes, with what a terminal must not get, and so would not be shown as it
    /// is, as a number: an exception has to be the value itself.
    ///
    /// Source: YAML 1.2.2, 5.7 "Escaped Characters": `\u202E`, `\U000E0001`.
    private static func quoted(_ text: String) -> String {
        var yaml = ""
        for scalar in JSONValue.string(text).text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                let width = digits.count > 4 ? 8 : 4
                yaml += width == 8 ? "\\U" : "\\u"
                yaml += String(repeating: "0", count: width - digits.count) + digits
            default: yaml.unicodeScalars.append(scalar)
            }
        }
        return yaml
    }
}
