import DetectionExport
import Foundation

/// Rows that a person marked as false positives: lines of `replay --output rows`, or the notes that a
/// report exports.
struct MarkedRows {
    struct Problem: Error, CustomStringConvertible { let description: String }

    /// By id of the detection, in the order of the file.
    private(set) var byDetection: [(id: String, rows: [ExceptionProposal.Marked])] = []
    /// Rows with another verdict.
    private(set) var leftOut = 0

    private static let meant = ["false positive", "benign"]

    /// - Throws: ``Problem`` with the place of the first line that is none.
    init(file: String) throws {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Problem(description: "\(file) cannot be read")
        }
        if let notes = Self.object(data), let list = notes["notes"] as? [[String: Any]] {
            for note in list {
                try add(
                    id: note["detection_id"], row: note["row"], verdict: note["verdict"] ?? "",
                    at: file)
            }
            return
        }
        for (number, line) in data.split(separator: 0x0A).enumerated() {
            let place = "\(file):\(number + 1)"
            guard let object = Self.object(Data(line)) else {
                throw Problem(
                    description:
                        "\(place): no JSON object: mark lines of replay --output rows, or export "
                        + "the notes of a report")
            }
            try add(id: object["id"], row: object["result"], verdict: object["verdict"], at: place)
        }
    }

    private static func object(_ data: Data) -> [String: Any]? {
        (try? JSONSerialization.jsonObject(with: data)) as? [String: Any]
    }

    private mutating func add(id: Any?, row: Any?, verdict: Any?, at place: String) throws {
        guard let id = id as? String, let cells = row as? [String: Any] else {
            throw Problem(
                description:
                    "\(place): no row: it needs \"id\" and \"result\", as replay --output rows "
                    + "writes them")
        }
        // A line without a verdict was chosen by being there.
        if let verdict, !Self.meant.contains(verdict as? String ?? "") {
            leftOut += 1
            return
        }
        let texts = cells.compactMapValues { value -> [String]? in
            if let text = value as? String { return [text] }
            return value as? [String]
        }
        if let index = byDetection.firstIndex(where: { $0.id == id }) {
            byDetection[index].rows.append(texts)
        } else {
            byDetection.append((id, [texts]))
        }
    }
}
