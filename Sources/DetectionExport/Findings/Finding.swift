package import CIM
package import RiskDetection
package import SPL

/// A row of a detection as a person reads it: who and what it is about, when, how bad.
package struct Finding: Sendable {
    /// What risk is added to. A row may have several.
    package struct Object: Hashable, Sendable {
        /// `user`, `system` or `other`; empty where the row names none.
        package var type: String
        package var name: String
        package var score: Int

        package init(type: String, name: String, score: Int) {
            self.type = type
            self.name = name
            self.score = score
        }

        /// As tables show it: `system ws-014`.
        package var label: String { type.isEmpty ? name : "\(type) \(name)" }
    }

    /// Index into the detections.
    package var detection: Int
    package var type: DetectionType
    package var severity: Severity
    package var window: Window
    package var revision: Int
    package var isLate: Bool
    package var isNotable: Bool
    package var objects: [Object]
    package var message: String
    /// What the columns say of the place and the process; empty where they say nothing.
    package var host: String
    package var user: String
    package var process: String
    package var command: String
    /// Of the events of the row; of its window where no column says.
    package var first: Timestamp
    package var last: Timestamp
    /// The column `count`.
    package var count: Int64?

    /// - Parameter records: What ``RiskBuilder`` made of the row.
    package init(_ result: ResultRow, detection: Int, records: [OutputRecord]) {
        self.detection = detection
        type = result.detection.type
        severity = result.detection.severity
        window = result.window
        revision = result.revision
        isLate = result.isLate
        let facts = RowFacts(result)
        (host, user, process, command) = (facts.host, facts.user, facts.process, facts.command)
        (first, last) = result.span
        if case .integer(let number) = result.value("count") { count = number } else { count = nil }
        objects = []
        message = ""
        isNotable = false
        for record in records {
            switch record {
            case .risk(let event):
                objects.append(
                    Object(
                        type: event.riskObjectType, name: event.riskObject, score: event.riskScore))
                if message.isEmpty { message = event.riskMessage }
            case .notable(let notable):
                isNotable = true
                if message.isEmpty { message = notable.riskMessage }
                if message.isEmpty { message = notable.title }
            }
        }
        if objects.isEmpty, let object = facts.riskObject {
            objects = [object]
            if host.isEmpty, object.type == "system" { host = object.name }
            if user.isEmpty, object.type == "user" { user = object.name }
        }
    }

    /// The score of the worst object, 0 … 100; nil where no object has one.
    package var score: Int? { objects.map { min(100, $0.score) }.max() }

    /// Whether its objects are those that its risk was added to: a correlation repeats risk that
    /// other detections raised.
    package var addsRisk: Bool { type != .correlation }

    /// What the row is about, also where it raises no risk: the risk objects, else host and user.
    package var labels: [String] {
        if !objects.isEmpty { return objects.map(\.label) }
        return [host.isEmpty ? "" : "system \(host)", user.isEmpty ? "" : "user \(user)"]
            .filter { !$0.isEmpty }
    }
}

/// What the columns of a row say, whatever the search named them.
private struct RowFacts {
    let host: String
    let user: String
    let process: String
    let command: String
    /// What a correlation names: the object whose risk it looked at.
    let riskObject: Finding.Object?

    init(_ result: ResultRow) {
        let facts = ProcessFacts(result: result)
        func first(_ columns: [String]) -> String {
            for column in columns { if let text = facts.text(column) { return text } }
            return ""
        }
        host = first(["dest", "Computer", "ComputerName", "host", "dvc", "dest_host", "src"])
        user = first(["user", "User", "src_user", "Account_Name", "SubjectUserName"])
        process = first([
            "process_name", "Image", "NewProcessName", "New_Process_Name", "process_path",
            "parent_process_name",
        ])
        command = first([
            "process", "CommandLine", "Process_Command_Line", "process_exec", "ScriptBlockText",
        ])
        riskObject = facts.text("risk_object").map { name in
            let scores = ["risk_score", "capped_risk_score", "score", "sum_risk_score"]
            let score = scores.lazy.compactMap { facts.text($0).flatMap(Double.init) }.first ?? 0
            return Finding.Object(
                type: facts.text("risk_object_type") ?? "", name: name,
                // A search may give any number.
                score: Int(max(0, min(score, 1_000_000))))
        }
    }
}
