import RiskDetection
import SPL

/// What a row shows, as the objects of OCSF that need it: the process with its parent, the user who
/// acted, the device.
///
/// Source: ocsf-schema, objects `evidences`, `process`, `file`, `actor`, `device`.
struct OCSFEvidence {
    private let facts: ProcessFacts

    init(_ result: ResultRow) { facts = ProcessFacts(result: result) }

    /// One entry; nil where the row names nothing of the kind.
    var list: JSONValue? {
        let entry = JSONValue.fields([
            "process": process,
            "actor": actor,
            "device": device,
            "file": process == nil
                ? file(name: facts.text("process_name"), path: facts.executable) : nil,
        ])
        return entry.map { .array([$0]) }
    }

    /// A process needs an id of some kind.
    private var process: JSONValue? {
        let pid = facts.number("process_id")
        let uid = facts.identifier(guid: "process_guid", id: "process_id")
        guard pid != nil || uid != nil else { return nil }
        return .fields([
            "pid": pid.map(JSONValue.integer), "uid": .text(uid),
            "name": .text(facts.text("process_name")),
            "cmd_line": .text(facts.text("process")),
            "working_directory": .text(facts.text("process_current_directory")),
            "file": file(name: facts.text("process_name"), path: facts.executable),
            "user": user, "parent_process": parent,
        ])
    }

    private var parent: JSONValue? {
        let pid = facts.number("parent_process_id")
        let uid = facts.identifier(guid: "parent_process_guid", id: "parent_process_id")
        guard pid != nil || uid != nil else { return nil }
        return .fields([
            "pid": pid.map(JSONValue.integer), "uid": .text(uid),
            "name": .text(facts.text("parent_process_name")),
            "cmd_line": .text(facts.text("parent_process")),
            "file": file(
                name: facts.text("parent_process_name"), path: facts.text("parent_process_path")),
        ])
    }

    private var user: JSONValue? {
        .fields(["name": .text(facts.text("user")), "uid": .text(facts.text("user_id"))])
    }

    private var actor: JSONValue? { .fields(["user": user, "process": parent]) }

    private var device: JSONValue? {
        facts.text("dest").map {
            .object([
                ("hostname", .string($0)), ("type_id", .integer(0)), ("type", .string("Unknown")),
            ])
        }
    }

    private func file(name: String?, path: String?) -> JSONValue? {
        guard let name else { return nil }
        let hashes = facts.hashes.compactMap { hash -> JSONValue? in
            let id: Int
            switch hash.algorithm {
            case "MD5": id = 1
            case "SHA1", "SHA-1": id = 2
            case "SHA256", "SHA-256": id = 3
            default: return nil
            }
            return .object([
                ("algorithm_id", .integer(id)), ("algorithm", .string(hash.algorithm)),
                ("value", .string(hash.value)),
            ])
        }
        let isOwn = name == facts.text("process_name")
        return .fields([
            "name": .string(name), "type_id": .integer(1), "type": .string("Regular File"),
            "path": .text(path), "hashes": isOwn ? .list(hashes) : nil,
        ])
    }
}
