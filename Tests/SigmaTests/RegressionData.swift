import Foundation
import Sigma
import TestSupport

@testable import SecurityContent

/// SigmaHQ's recorded events, each of which its rule must match.
struct RegressionData {
    let ruleID: String
    let file: URL

    static func all() throws -> [RegressionData] {
        let folder = SharedRules.root.appending(path: "regression_data")
        return try SharedRules.yaml(below: folder).filter { $0.lastPathComponent == "info.yml" }
            .map { info in
                let text = try String(contentsOf: info, encoding: .utf8)
                let source = SourceText(file: info.path, text: text)
                let document = YAMLDocument(source, problems: ProblemCollector())
                let mapping = document?.mapping(ProblemCollector())
                let id = mapping?.mappings("rule_metadata").first?.string("id") ?? ""
                return RegressionData(
                    ruleID: id,
                    file: info.deletingLastPathComponent().appending(path: "\(id).json"))
            }
    }

    /// The records as names and values, as Splunk names them: elements and attributes of `System` by
    /// their own names, data by theirs with `_` for what is no letter or digit.
    func records() throws -> [NaiveSigma.Record] {
        try Self.objects(String(contentsOf: file, encoding: .utf8)).map { object in
            let event = object["Event"] as? [String: Any] ?? [:]
            var record: NaiveSigma.Record = [:]
            func note(_ name: String, _ value: Any) {
                switch value {
                case let number as NSNumber: record[name, default: []].append(number.stringValue)
                case let text as String: record[name, default: []].append(text)
                case let list as [Any]: list.forEach { note(name, $0) }
                case let object as [String: Any]:
                    for (key, value) in object {
                        if key == "#attributes", let attributes = value as? [String: Any] {
                            for (name, value) in attributes { note(name, value) }
                        } else {
                            note(key == "#text" ? name : key, value)
                        }
                    }
                default: break
                }
            }
            for (name, value) in event["System"] as? [String: Any] ?? [:] { note(name, value) }
            for block in ["EventData", "UserData"] {
                for (name, value) in event[block] as? [String: Any] ?? [:] {
                    note(name.replacing(/[^A-Za-z0-9_#]/, with: "_"), value)
                }
            }
            return record
        }
    }

    /// The objects of a file, of which several may stand behind each other.
    private static func objects(_ text: String) throws -> [[String: Any]] {
        let parts = text.replacing(/}\s*\n{/, with: "}\u{0}{").split(separator: "\u{0}")
        return try parts.compactMap {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }
    }
}
