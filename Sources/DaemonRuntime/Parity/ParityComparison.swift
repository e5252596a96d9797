import Foundation

/// Rows of riskd held against those of an engine.
package struct ParityComparison: Sendable {
    /// What is different about one detection.
    package struct Difference: Sendable {
        package var detection: String
        /// One line each, the first few.
        package var lines: [String]
        package var count: Int
    }

    /// A row as it is compared.
    package struct ComparedRow: Hashable, Sendable {
        package var tick: Int64
        package var cells: [[String]]

        package init(tick: Int64, cells: [[String]]) {
            self.tick = tick
            self.cells = cells.map { $0.map(Self.canonical) }
        }

        /// Numbers that agree to eleven digits are one: sums depend on the order of adding. Times
        /// have more digits than a double holds, and stay as they are.
        private static func canonical(_ text: String) -> String {
            let isNumber = text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || ".-+eE".utf8.contains($0)
            }
            guard isNumber, text.contains("."), let number = Double(text), number.isFinite,
                abs(number) < 1e9, number != 0
            else { return text }
            if number == number.rounded() { return String(Int64(number)) }
            let scale = pow(10, 10 - floor(log10(abs(number))))
            return "\((number * scale).rounded() / scale)"
        }
    }

    private static let linesMax = 5

    /// - Parameters:
    ///   - own: What riskd found.
    ///   - other: What the engine found.
    /// - Returns: Nil where both are the same, as often.
    package static func difference(
        _ detection: String, own: [ComparedRow], other: [ComparedRow]
    ) -> Difference? {
        var balance: [ComparedRow: Int] = [:]
        for row in own { balance[row, default: 0] += 1 }
        for row in other { balance[row, default: 0] -= 1 }
        let different = balance.filter { $0.value != 0 }
        guard !different.isEmpty else { return nil }
        let sorted = different.map { row, count in
            let side = count > 0 ? "riskd alone" : "engine alone"
            return "\(side) (\(abs(count))×): run \(row.tick / 1_000_000_000) \(row.cells)"
        }.sorted()
        return Difference(
            detection: detection, lines: Array(sorted.prefix(linesMax)), count: sorted.count)
    }
}
