import Foundation
import TestSupport
import Testing
import Yams

/// `riskd config schema`: what editors check riskd.yaml by.
struct SchemaTests {
    private let schema: [String: Any]

    init() throws {
        let result = try Program.run(["config", "schema"])
        schema = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    }

    private func problems(_ text: String) throws -> [String] {
        // As YAML 1.2 has it, and editors: off, yes and dates are texts.
        let words = try Resolver.Rule(.bool, "^(?:true|True|TRUE|false|False|FALSE)$")
        let resolver = Resolver.default.removing(.bool).removing(.timestamp).appending(words)
        let value = try Yams.load(yaml: text, resolver)
        return Schema.problems(value ?? [String: Any](), schema, "")
    }

    private static func shipped() throws -> String {
        try String(contentsOfFile: Checkout.path + "/config/riskd.yaml", encoding: .utf8)
    }

    @Test("the shipped configuration is valid, and so is each of its commented examples")
    func shipped() throws {
        let text = try Self.shipped()
        #expect(try problems(text) == [])
        // Examples stand behind "# " or "  # ", below a line of their own key.
        var count = 0
        for (indent, section, key) in [
            ("", "", "sources"), ("", "", "macros"), ("", "", "identities"),
            ("  ", "detections", "overrides"), ("  ", "detections", "exceptions"),
            ("  ", "output", "sinks"),
        ] {
            let start = try #require(text.range(of: "\n\(indent)# \(key):\n"), "\(key)")
            var example = section.isEmpty ? "" : section + ":\n"
            let lines = text[start.lowerBound...].split(separator: "\n")
            for (number, line) in lines.enumerated() {
                guard line.hasPrefix(indent + "# "), number == 0 || line.hasPrefix(indent + "#   ")
                else { break }
                example += indent + line.dropFirst(indent.count + 2) + "\n"
            }
            #expect(try problems(example) == [], "\(example)")
            count += 1
        }
        #expect(count == 6)
    }

    @Test("what riskd init writes is valid")
    func starter() throws {
        let result = try Program.run([
            "init", "--logs", "/var/log/a b/*.xml", "--journal", "--syslog", "udp://127.0.0.1:5514",
            "--content", Checkout.path + "/config", "-",
        ])
        #expect(result.status == 0, "\(result.errors)")
        #expect(try problems(result.output) == [])
    }

    @Test(
        "names and values that the reader refuses are invalid",
        arguments: [
            "sorces: []", "profile: cim", "output: {file: relative}", "output: {mode: \"0666\"}",
            "limits: {record_bytes: 1MB}", "limits: {record_bytes: 12}", "late_events: {keep: 3w}",
            "status: {socket: 127.0.0.1:1}", "metrics: {listen: 10.0.0.1:9427}",
            "sources: [{path: /a, format: csv}]",
            "sources: [{syslog: {listen: x, connections: 0}}]",
            "detections: {overrides: {A: {cronn: x}}}", "output: {sinks: [{hec: {gzip: 2}}]}",
            "detections: {enable: [{storey: x}]}", "output: {journal: maybe}", "emit: []",
            "detections: {exceptions: {A: [{wher: {a: b}}]}}", "prefilter: false",
        ])
    func invalid(text: String) throws {
        #expect(try problems(text) != [])
        let directory = try TemporaryDirectory()
        try directory.write(text + "\n", to: "riskd.yaml")
        let check = try Program.run([
            "check", "--files-only", "--quiet", "--config", directory.path + "/riskd.yaml",
        ])
        #expect(check.status == 1, "the reader refuses it as well")
    }

    @Test(
        "values in each of their forms are valid",
        arguments: [
            "limits: {record_bytes: 1048576}", "late_events: {keep: 0}", "metrics: {listen: off}",
            "metrics: {listen: \"127.0.0.1:9427\"}", "output: {journal: true}",
            "detections: {enable: A, disable: [{technique: T1059}, \"B *\"]}",
            "sources: {path: [/a, /b], name: 7}", "kafka: {properties: {linger.ms: 5}}",
            "detections: {exceptions: {A: {where: {user: [a, b]}, owner: x, reason: y}}}",
        ])
    func valid(text: String) throws {
        #expect(try problems(text) == [])
    }

    @Test("each key has a value that is said: the schema names no key without a kind")
    func complete() {
        func look(_ node: [String: Any], _ path: String) {
            let kinds = ["type", "enum", "anyOf", "const"]
            #expect(kinds.contains { node[$0] != nil }, "\(path)")
            for (name, child) in node["properties"] as? [String: [String: Any]] ?? [:] {
                look(child, path + "." + name)
            }
            for child in node["anyOf"] as? [[String: Any]] ?? [] { look(child, path) }
        }
        look(schema, "")
        let profile = (schema["properties"] as? [String: [String: Any]])?["profile"]
        #expect(profile?["default"] as? String == "splunk")
    }
}

/// As much of JSON Schema as the schema uses.
private enum Schema {
    static func problems(_ value: Any, _ schema: [String: Any], _ path: String) -> [String] {
        if let options = schema["anyOf"] as? [[String: Any]] {
            let all = options.map { problems(value, $0, path) }
            return all.contains { $0.isEmpty } ? [] : all.min { $0.count < $1.count } ?? []
        }
        if let words = schema["enum"] as? [Any], !words.contains(where: { isSame($0, value) }) {
            return ["\(path): \(value) is none of \(words)"]
        }
        if let only = schema["const"], !isSame(only, value) { return ["\(path): not \(only)"] }
        let types = schema["type"] as? [String] ?? (schema["type"] as? String).map { [$0] } ?? []
        guard types.isEmpty || types.contains(where: { isOf($0, value) }) else {
            return ["\(path): \(value) is no \(types)"]
        }
        if let pattern = schema["pattern"] as? String, let text = value as? String,
            text.range(of: pattern, options: .regularExpression) == nil
        {
            return ["\(path): \(text) does not match \(pattern)"]
        }
        if let number = value as? Int {
            if let least = schema["minimum"] as? Int, number < least { return ["\(path): below"] }
            if let most = schema["maximum"] as? Int, number > most { return ["\(path): beyond"] }
        }
        if let items = schema["items"] as? [String: Any], let list = value as? [Any] {
            return list.flatMap { problems($0, items, path + "[]") }
        }
        guard let mapping = value as? [String: Any] else { return [] }
        let known = schema["properties"] as? [String: [String: Any]] ?? [:]
        return mapping.flatMap { key, value -> [String] in
            if let child = known[key] { return problems(value, child, path + "." + key) }
            if let any = schema["additionalProperties"] as? [String: Any] {
                return problems(value, any, path + "." + key)
            }
            return schema["additionalProperties"] as? Bool == false ? ["\(path): no \(key)"] : []
        }
    }

    private static func isOf(_ type: String, _ value: Any) -> Bool {
        switch type {
        case "object": value is [String: Any]
        case "array": value is [Any]
        case "string": value is String
        case "boolean": value is Bool
        case "integer": value is Int
        case "number": value is Int || value is Double
        default: false
        }
    }

    private static func isSame(_ a: Any, _ b: Any) -> Bool {
        if let a = a as? String { return a == b as? String }
        // Foundation's numbers of JSON are booleans as well.
        if let b = b as? Bool { return a as? Bool == b && !(a is String) }
        return (a as? Int).map { $0 == b as? Int } ?? false
    }
}
