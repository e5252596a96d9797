import RiskDetection

/// What a detection file says about risk, whichever way it says it.
struct RiskReading {
    var generation = DetectionDocument.Generation.none
    var risk = RiskAnnotation(message: "", riskObjects: [], threatObjects: [])
    /// Without any score it is high.
    ///
    /// Source: contentctl 5, `detection_abstract.risk`.
    var severity = Severity.high
    var confidence: Int?
    var impact: Int?
    var findingTitle: String?
    var mentions: [ColumnMention] = []

    /// The type of objects that the two younger generations know.
    private static let riskObjectTypes = ["user", "system", "other"]
    private static let scores = 0...100

    /// Whether rows become no risk events anyway: then what is said of risk may be incomplete.
    private let isHunting: Bool

    init(_ file: YAMLMapping, tags: YAMLMapping?, isHunting: Bool = false) {
        self.isHunting = isHunting
        generation = Self.generation(file, tags)
        switch generation {
        case .observables: if let tags { readObservables(tags) }
        case .riskBasedAlerting: if let rba = file.mapping("rba") { readRBA(rba) }
        case .findings: readFindings(file)
        case .none: break
        }
        if generation == .riskBasedAlerting || generation == .findings,
            let tags, tags.has("observable")
        {
            tags.report(
                .warning, key: "observable",
                "tags.observable is not read beside \(generation == .findings ? "finding" : "rba"):"
                    + " remove it")
        }
    }

    private static func generation(
        _ file: YAMLMapping, _ tags: YAMLMapping?
    ) -> DetectionDocument.Generation {
        if ["finding", "intermediate_findings", "threat_objects"].contains(where: file.has) {
            return .findings
        }
        if file.has("rba") { return .riskBasedAlerting }
        let observable = ["observable", "confidence", "impact", "message"]
        if let tags, observable.contains(where: tags.has) { return .observables }
        return .none
    }

    private mutating func mention(_ role: ColumnMention.Role, _ column: LocatedText) {
        mentions.append(
            ColumnMention(role: role, column: column.value, text: column, offset: 0))
    }

    /// The text of a message, its tokens remembered.
    private mutating func message(_ text: LocatedText?) -> String {
        guard let text else { return "" }
        for token in MessageTokens.find(in: text.value) {
            mentions.append(
                ColumnMention(role: .token, column: token.name, text: text, offset: token.offset))
        }
        return text.value
    }
}

// MARK: - tags.observable

extension RiskReading {
    private mutating func readObservables(_ tags: YAMLMapping) {
        confidence = score("confidence", tags)
        impact = score("impact", tags)
        let score = RiskScore.score(confidence: confidence ?? 0, impact: impact ?? 0)
        if confidence != nil || impact != nil { severity = Severity(score: score) }
        let observables = tags.mappings("observable")
        if observables.isEmpty || isHunting {
            risk.message = message(tags.text("message"))
        } else {
            risk.message = message(
                tags.required("message", hint: "add \"message: <text with $column$ tokens>\""))
        }
        for observable in observables {
            guard
                let field = observable.required("name", hint: "write the column of the result"),
                let type = observable.required("type", hint: "write \"type: Hostname\" or the like")
            else { continue }
            let roles = observable.strings("role").map { $0.lowercased() }
            switch ObservableKind(type: type.value, roles: roles) {
            case .risk(let objectType):
                risk.riskObjects.append(
                    RiskObjectField(field: field.value, type: objectType, score: score))
                mention(.riskObject, field)
            case .threat(let objectType):
                risk.threatObjects.append(
                    ThreatObjectField(field: field.value, type: objectType))
                mention(.threatObject, field)
            }
        }
    }

    private func score(_ key: String, _ tags: YAMLMapping) -> Int? {
        guard tags.node(key) != nil else {
            if isHunting { return nil }
            tags.report(
                key: key, "tags.\(key) is missing: add \"\(key): <0 to 100>\", the score needs it")
            return nil
        }
        return tags.integer(key, in: Self.scores)
    }
}

/// What an observable of the first generation becomes.
private enum ObservableKind {
    case risk(type: String)
    case threat(type: String)

    /// The rules are tried in this order. A victim of type `User Name` or `Email` is an object of
    /// type `other`: a quirk of the original that is kept, since risk scores add up by type.
    ///
    /// Source: contentctl 4.4, `detection_abstract.risk`.
    init(type: String, roles: [String]) {
        let type = type.lowercased()
        if roles.contains("victim") {
            switch type {
            case "user", "username", "email address":
                self = .risk(type: "user")
                return
            case "device", "endpoint", "hostname", "ip address":
                self = .risk(type: "system")
                return
            default: break
            }
        }
        guard roles.contains("attacker") else {
            self = .risk(type: "other")
            return
        }
        self =
            switch type {
            case "process name", "process": .threat(type: "process")
            case "file name", "file", "file hash": .threat(type: "file_name")
            case "ip address": .threat(type: "ip_address")
            case "url string", "url": .threat(type: "url")
            default: .threat(type: type)
            }
    }
}

// MARK: - rba and findings

extension RiskReading {
    private mutating func readRBA(_ rba: YAMLMapping) {
        rba.check(keys: ["message", "risk_objects", "threat_objects"], .warning)
        risk.message = message(
            isHunting
                ? rba.text("message")
                : rba.required("message", hint: "add \"message: <text with $column$ tokens>\""))
        for object in rba.mappings("risk_objects") {
            object.check(keys: ["field", "type", "score"], .warning)
            if let field = riskObject(object, message: nil) { risk.riskObjects.append(field) }
        }
        if risk.riskObjects.isEmpty, !isHunting, !rba.problems.hasErrors {
            rba.report(
                key: "risk_objects",
                "rba.risk_objects is empty: list at least one {field, type, score}")
        }
        readThreatObjects(rba)
        // Source: contentctl 5 keeps sets, and writes them sorted by field, type and score.
        risk.riskObjects.sort {
            ($0.field, $0.type, $0.score) < ($1.field, $1.type, $1.score)
        }
        risk.threatObjects.sort { ($0.field, $0.type) < ($1.field, $1.type) }
        if let highest = risk.riskObjects.map(\.score).max() { severity = Severity(score: highest) }
    }

    /// The entity of the finding comes first, then the intermediate ones, in the order of the file.
    private mutating func readFindings(_ file: YAMLMapping) {
        var findingScore: Int?
        if let finding = file.mapping("finding") {
            finding.check(keys: ["title", "entity"], .warning)
            let title = finding.required(
                "title", hint: "add \"title: <text with $column$ tokens>\"")
            findingTitle = message(title)
            risk.message = findingTitle ?? ""
            if let entity = finding.mapping("entity") {
                entity.check(keys: ["field", "type", "score"], .warning)
                if let object = riskObject(entity, message: findingTitle) {
                    risk.riskObjects.append(object)
                    findingScore = object.score
                }
            } else if finding.node("entity") == nil {
                finding.report(
                    key: "entity", "finding.entity is missing: add {field, type, score}")
            }
        }
        var intermediate: [Int] = []
        if let block = file.mapping("intermediate_findings") {
            block.check(keys: ["entities"], .warning)
            for entity in block.mappings("entities") {
                entity.check(keys: ["field", "type", "score", "message"], .warning)
                let text = message(
                    isHunting
                        ? entity.text("message")
                        : entity.required(
                            "message", hint: "add \"message: <text with $column$ tokens>\""))
                if risk.message.isEmpty { risk.message = text }
                if let object = riskObject(entity, message: text) {
                    risk.riskObjects.append(object)
                    intermediate.append(object.score)
                }
            }
        }
        readThreatObjects(file)
        if let score = findingScore ?? intermediate.max() { severity = Severity(score: score) }
    }

    private mutating func riskObject(_ object: YAMLMapping, message: String?) -> RiskObjectField? {
        let field = object.required("field", hint: "write the column of the result")
        let type = object.required("type", hint: "write user, system or other")
        if object.node("score") == nil {
            object.report(
                key: "score", "\(object.name(of: "score")) is missing: add \"score: <0 to 100>\"")
        }
        let score = object.integer("score", in: Self.scores)
        if let type, !Self.riskObjectTypes.contains(type.value) {
            object.problems.add(
                type.problem(
                    .error,
                    "unknown type \"\(type.value)\" of a risk object: write "
                        + "user, system or other"))
            return nil
        }
        guard let field, let type, let score else { return nil }
        mention(.riskObject, field)
        return RiskObjectField(
            field: field.value, type: type.value, score: score, message: message)
    }

    private mutating func readThreatObjects(_ parent: YAMLMapping) {
        for object in parent.mappings("threat_objects") {
            object.check(keys: ["field", "type"], .warning)
            guard let field = object.required("field", hint: "write the column of the result"),
                let type = object.required("type", hint: "write \"type: process_name\" or the like")
            else { continue }
            mention(.threatObject, field)
            risk.threatObjects.append(ThreatObjectField(field: field.value, type: type.value))
        }
    }
}
