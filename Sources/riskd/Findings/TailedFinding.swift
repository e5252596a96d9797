import DetectionExport
import Foundation
import RiskDetection

/// A finding as the daemon sends it.
struct TailedFinding: Decodable {
    /// A line of what the daemon sends.
    enum Piece {
        case finding(TailedFinding)
        /// So many were left out, as this reader is too slow.
        case dropped(Int)

        /// - Throws: Where the line is neither: one of a later version, which is passed over.
        init(line: [UInt8]) throws {
            struct Dropped: Decodable { var dropped: Int }
            let data = Data(line)
            if let notice = try? JSONDecoder().decode(Dropped.self, from: data) {
                self = .dropped(notice.dropped)
            } else {
                self = .finding(try JSONDecoder().decode(TailedFinding.self, from: data))
            }
        }
    }

    var severity: String
    var score: Int?
    var detection: String
    var type: String
    var objects: [String]
    var process: String
    var command: String
    var message: String
    var last: String
    var early: Bool
    var late: Bool

    /// A line with what matters at a glance, and one with whom and what it is about; each goes on in
    /// further lines where the terminal ends.
    func lines(width: Int?, isColoured: Bool) -> [String] {
        let level = Severity(rawValue: severity).map(FindingsText.severity) ?? severity
        let number = score.map(String.init) ?? "-"
        let head =
            "\(last.prefix(10)) \(last.dropFirst(11).prefix(8))  "
            + level + String(repeating: " ", count: max(0, 8 - level.count)) + "  "
            + String(repeating: " ", count: max(0, 3 - number.count)) + number + "  "
        let marks = (early ? " (early)" : "") + (late ? " (late)" : "")
        let fact = command.isEmpty ? (message.isEmpty ? process : message) : command
        let about = [objects.joined(separator: ", "), fact].filter { !$0.isEmpty }
        let first = Self.fold(head, detection + marks, width)
        let second =
            about.isEmpty ? [] : Self.fold("    ", about.joined(separator: ": "), width)
        guard isColoured, let colour = FindingsText.colour(level), let top = first.first else {
            return first + second
        }
        let place = top.index(top.startIndex, offsetBy: 21)
        let end = top.index(place, offsetBy: level.count)
        let shown = "\(top[..<place])\u{1B}[\(colour)m\(top[place..<end])\u{1B}[0m\(top[end...])"
        return [shown] + first.dropFirst() + second
    }

    /// Lines of a cell at most.
    private static let linesMax = 6

    private static func fold(_ head: String, _ text: String, _ width: Int?) -> [String] {
        let safe = TextTable.safe(text)
        let room = max(20, (width ?? .max) - head.count)
        let parts = DisplayWidth.lines(safe, width: width == nil ? .max : room, linesMax: linesMax)
        let margin = String(repeating: " ", count: head.count)
        return parts.enumerated().map { ($0 == 0 ? head : margin) + $1 }
    }
}
