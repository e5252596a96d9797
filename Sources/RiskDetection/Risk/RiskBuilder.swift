import SPL

/// Makes records of the rows that windows gave.
package struct RiskBuilder: Sendable {
    /// Whether `unknown` and `null` are risk objects like any other, as they are in Enterprise
    /// Security, or give no risk event.
    package var emitsUnknownObjects: Bool
    /// Whether they have a score: without one the findings of a fleet do not add up under a name
    /// that stands for none of its computers.
    package var scoresUnknownObjects: Bool
    /// Tokens of messages that no column filled.
    package private(set) var unresolvedTokens = 0

    package init(emitsUnknownObjects: Bool = true, scoresUnknownObjects: Bool = true) {
        self.emitsUnknownObjects = emitsUnknownObjects
        self.scoresUnknownObjects = scoresUnknownObjects
    }

    /// The rows of a firing as values of their own.
    package func results(of firing: Firing, _ detection: Detection) -> [ResultRow] {
        firing.rows.map { fired in
            ResultRow(
                detection: detection, window: firing.window, columns: firing.columns,
                row: fired.row, index: fired.index, revision: fired.revision,
                isLate: firing.isAmendment, earlyAt: firing.earlyAt)
        }
    }

    /// Per row one risk event for each risk object, then the notable, as the detection asks.
    package mutating func records(of firing: Firing, _ detection: Detection) -> [OutputRecord] {
        results(of: firing, detection).flatMap { records(of: $0) }
    }

    package mutating func records(of result: ResultRow) -> [OutputRecord] {
        let detection = result.detection
        var records: [OutputRecord] = []
        if detection.createsRisk { records += riskEvents(of: result).map(OutputRecord.risk) }
        // What is told early is for people to hear of; it is no case yet.
        if let notable = detection.notable, !result.isEarly || records.isEmpty {
            records.append(.notable(self.notable(notable, of: result)))
        }
        return records
    }

    /// One for each risk object that the row names; whether the detection creates risk is not asked.
    mutating func riskEvents(of result: ResultRow) -> [RiskEvent] {
        let threats = Self.threatObjects(of: result)
        var events: [RiskEvent] = []
        let templates = result.detection.facts.objectMessages
        for (object, template) in zip(result.detection.risk.riskObjects, templates) {
            let message = fill(template, from: result)
            // A multivalue gives an event for each of its values, an empty value none.
            for value in result.value(object.field).texts
            where isRiskObject(value) && !object.nobody.contains(value) {
                let parts = [object.field, object.type, value]
                events.append(
                    RiskEvent(
                        eventID: result.identity(of: "risk", parts),
                        amendedBy: result.finalIdentity(of: "risk", parts), result: result,
                        riskObjectField: object.field, riskObject: value,
                        riskObjectType: object.type,
                        riskScore: adds(value) ? object.score : 0,
                        riskMessage: message, threatObjects: threats))
            }
        }
        return events
    }

    private func isRiskObject(_ value: String) -> Bool {
        !value.isEmpty && (emitsUnknownObjects || !Self.isUnknown(value))
    }

    private static func isUnknown(_ value: String) -> Bool {
        value == "unknown" || value == "null"
    }

    /// Whether risk of an object adds up.
    func adds(_ object: String) -> Bool { scoresUnknownObjects || !Self.isUnknown(object) }

    private static func threatObjects(of result: ResultRow) -> [ThreatObject] {
        result.detection.risk.threatObjects.flatMap { threat in
            result.value(threat.field).texts.filter { !$0.isEmpty }.map {
                ThreatObject(value: $0, type: threat.type)
            }
        }
    }

    private mutating func notable(
        _ annotation: NotableAnnotation, of result: ResultRow
    ) -> Notable {
        let (detection, facts) = (result.detection, result.detection.facts)
        return Notable(
            eventID: result.identity(of: "notable", []),
            amendedBy: result.finalIdentity(of: "notable", []), result: result,
            title: fill(facts.title, from: result),
            description: fill(facts.description, from: result), fields: annotation.fields,
            riskMessage: fill(facts.message, from: result),
            riskScore: detection.risk.riskObjects.map(\.score).max() ?? Self.score(of: result),
            threatObjects: Self.threatObjects(of: result),
            drilldowns: facts.drilldowns.map { Drilldown($0, filledFrom: result) })
    }

    /// The score that a correlation has added up: its column `risk_score`, 0 where there is none.
    private static func score(of result: ResultRow) -> Int {
        guard let text = result.value("risk_score").texts.first, let number = Double(text),
            number.isFinite, abs(number) < 1e15
        else { return 0 }
        return Int(number.rounded())
    }

    private mutating func fill(_ template: MessageTemplate, from result: ResultRow) -> String {
        let (text, unresolved) = template.filled(from: result)
        unresolvedTokens += unresolved
        return text
    }
}

extension Drilldown {
    /// Tokens that a drilldown's own search defines stay, so they do not count as unresolved.
    fileprivate init(_ template: DrilldownTemplate, filledFrom result: ResultRow) {
        self.init(
            name: template.name.filled(from: result).text,
            search: template.search.filled(from: result).text,
            earliestOffset: template.earliestOffset.filled(from: result).text,
            latestOffset: template.latestOffset.filled(from: result).text)
    }
}
