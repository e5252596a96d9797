import CIM
import RiskDetection
import SPL
import Sigma
import Synchronization

/// Makes a runnable detection of a document, its deployment and what the configuration overrides.
struct DetectionCompiler: Sendable {
    /// What became of one document.
    struct Result: Sendable {
        /// Nil when one of the problems is an error.
        var detection: Detection?
        var problems: [ContentProblem]
    }

    let deployments: [DeploymentDocument]
    let schedules: [ScheduleDocument]
    /// How the configuration names saved searches, with `%name%`; nil for the content's own names.
    let searchName: LocatedText?
    let zone: TimeZoneRules
    /// What the configuration says of rules of Sigma.
    var sigma = SigmaSettings()
    /// Compiles a search, with the columns that risk is taken from; in the product it is that of
    /// ``SearchCompiler``.
    let compileSearch: @Sendable (String, Set<String>) -> CompiledSearch
    /// Most detections run at the times of others.
    private let known = KnownSchedules()

    init(
        deployments: [DeploymentDocument], schedules: [ScheduleDocument] = [],
        searchName: LocatedText? = nil, zone: TimeZoneRules,
        compileSearch: @escaping @Sendable (String, Set<String>) -> CompiledSearch
    ) {
        self.deployments = deployments
        self.schedules = schedules
        self.searchName = searchName
        self.zone = zone
        self.compileSearch = compileSearch
    }

    func compile(
        _ document: DetectionDocument, override: DetectionOverride?,
        exceptions: [DetectionException] = []
    ) -> Result {
        var problems: [ContentProblem] = []
        let (compiled, refusal) = search(of: document)
        problems += refusal.map { [$0] } ?? []
        problems += compiled.errors.map { searchProblem(.error, $0, in: document.search) }
        problems += compiled.warnings.map { searchProblem(.warning, $0, in: document.search) }
        if compiled.plan != nil, !compiled.hasOtherColumns {
            problems += unknownColumns(document, compiled.columns)
            problems += unknownThrottleFields(document, override, compiled.columns)
            // A pattern may take in detections that have other columns.
            for exception in exceptions where !NamePattern.isPattern(exception.detection.value) {
                problems += exception.unknownColumns(compiled.columns)
            }
        }

        let deployment =
            deployments.first { $0.type == document.type }
            ?? (document.stanza == nil ? nil : .standard(document.type))
        if deployment == nil {
            problems.append(
                ContentProblem(
                    .error, file: document.file,
                    message: "no deployment for type \(document.type.rawValue): add "
                        + "deployments/<name>.yml with \"type: \(document.type.rawValue)\""))
        }
        let schedule = deployment.flatMap {
            self.schedule(
                $0, document.scheduling, override, document.rule?.lookbackSeconds ?? 0, &problems)
        }
        let notable = deployment.flatMap { self.notable(document, $0, override, &problems) }
        for index in problems.indices {
            problems[index].detection = document.name
            if document.stanza != nil { problems[index].name(stanza: document.searchName) }
        }
        guard let deployment, let schedule, let plan = compiled.plan,
            !problems.contains(where: { $0.severity == .error })
        else { return Result(detection: nil, problems: problems) }
        var detection = detection(
            document, plan: plan, schedule: schedule, notable: notable,
            createsRisk: override?.risk ?? document.stanza?.createsRisk
                ?? deployment.createsRisk)
        detection.guidance = document.guidance
        detection.exceptions = exceptions.map(\.rule)
        detection.throttle = (override?.throttle ?? document.throttle)
            .flatMap { $0.periodSeconds > 0 ? $0 : nil }
        return Result(detection: detection, problems: problems)
    }

    private func search(
        of document: DetectionDocument
    ) -> (CompiledSearch, refusal: ContentProblem?) {
        if let rule = document.rule { return rule.compiled(sigma) }
        return (
            compileSearch(document.search.value, Set(document.columnMentions.map(\.column))), nil
        )
    }

    private func detection(
        _ document: DetectionDocument, plan: SearchPlan, schedule: Schedule,
        notable: NotableAnnotation?, createsRisk: Bool
    ) -> Detection {
        Detection(
            id: document.id, name: document.name,
            searchName: searchName(of: document),
            version: document.version, type: document.type, status: document.status,
            description: document.description, search: document.search.value, plan: plan,
            schedule: schedule, risk: document.risk, createsRisk: createsRisk, notable: notable,
            annotations: document.stanza?.annotations ?? Annotations(escu: document),
            drilldowns: document.drilldowns,
            securityDomain: document.securityDomain, severity: document.severity)
    }

    /// A stanza of Splunk is called what it is called.
    private func searchName(of document: DetectionDocument) -> String {
        guard let searchName, document.stanza == nil else { return document.searchName }
        return document.resolvePlaceholders(searchName.value).text
    }

    /// A problem of the search, at its place in the file.
    private func searchProblem(
        _ severity: ContentProblem.Severity, _ error: SPLError, in search: LocatedText
    ) -> ContentProblem {
        let chain = error.macros.map { "`\($0)`" }.joined(separator: " → ")
        let message = chain.isEmpty ? error.message : "\(error.message) (in macro \(chain))"
        return search.problem(severity, at: error.range.lowerBound, message)
    }
}

// MARK: - Columns

extension DetectionCompiler {
    /// Warns of columns that are named and that the search does not give: such a risk object never
    /// gets a value, such a token stays in the message.
    private func unknownColumns(
        _ document: DetectionDocument, _ columns: [String]
    ) -> [ContentProblem] {
        var seen: Set<String> = []
        return document.columnMentions.compactMap { mention in
            guard !columns.contains(mention.column),
                seen.insert("\(mention.role) \(mention.column)").inserted
            else { return nil }
            let suggestion = Self.suggestion(for: mention.column, columns)
            let what =
                switch mention.role {
                case .riskObject: "the risk object \"\(mention.column)\""
                case .threatObject: "the threat object \"\(mention.column)\""
                case .token: "the token $\(mention.column)$"
                }
            return mention.text.problem(
                .warning, at: mention.offset,
                "\(what) is no column of the search: \(suggestion)")
        }
    }
}

extension DetectionCompiler {
    /// Errors for columns of the throttle in force that the search does not give: rows have none of
    /// them, so all rows would be alike, and only the first would be reported.
    private func unknownThrottleFields(
        _ document: DetectionDocument, _ override: DetectionOverride?, _ columns: [String]
    ) -> [ContentProblem] {
        let fields = override?.throttle.map { throttle in
            throttle.periodSeconds > 0 ? override?.throttleFields ?? [] : []
        }
        return (fields ?? document.throttleFields).filter { !columns.contains($0.value) }.map {
            $0.problem(
                .error,
                "\"\($0.value)\" is no column of the search, so the throttle would take rows for "
                    + "alike that are not: \(Self.suggestion(for: $0.value, columns))")
        }
    }

    private static func suggestion(for column: String, _ columns: [String]) -> String {
        Suggestion.nearest(to: column, among: columns).map { "did you mean \"\($0)\"?" }
            ?? "it gives \(columns.joined(separator: ", "))"
    }
}

// MARK: - Schedule

extension DetectionCompiler {
    private func schedule(
        _ deployment: DeploymentDocument, _ embedded: EmbeddedSchedule,
        _ override: DetectionOverride?, _ lookback: Int64, _ problems: inout [ContentProblem]
    ) -> Schedule? {
        guard let named = self.named(embedded.name, &problems) else { return nil }
        let cronText = override?.cron ?? embedded.cron ?? named?.cron ?? deployment.cron
        let earliestText =
            override?.earliest ?? embedded.earliest ?? named?.earliest ?? deployment.earliest
        let latestText = override?.latest ?? embedded.latest ?? named?.latest ?? deployment.latest
        let texts = [cronText, earliestText, latestText].map(\.value) + ["\(lookback)"]
        if let known = known.schedule(texts) { return known }
        let cron = parse(cronText, &problems) { text throws(SPLError) in try CronSchedule(text) }
        let earliest = parse(earliestText, &problems) { text throws(SPLError) in
            try TimeModifier(text).earlier(bySeconds: lookback)
        }
        let latest = parse(latestText, &problems) { text throws(SPLError) in
            try TimeModifier(text)
        }
        guard let cron, let earliest, let latest else { return nil }
        let schedule = Schedule(cron: cron, earliest: earliest, latest: latest, zone: zone)
        if let problem = schedule.problem {
            problems.append(earliestText.problem(.error, problem.message))
            return nil
        }
        known.note(texts, schedule)
        return schedule
    }

    /// The schedule that a detection names: nil within where it names none, nil where there is none
    /// of that name, which is reported.
    private func named(
        _ name: LocatedText?, _ problems: inout [ContentProblem]
    ) -> ScheduleDocument?? {
        guard let name else { return .some(nil) }
        if let found = schedules.last(where: { $0.isCalled(name.value) }) { return found }
        let suggestion =
            Suggestion.nearest(to: name.value, among: schedules.map(\.name).sorted())
            .map { "did you mean \"\($0)\"?" }
            ?? "add schedules/\(DetectionDocument.fileStem(of: name.value)).yml with that name"
        problems.append(name.problem(.error, "no schedule \"\(name.value)\": \(suggestion)"))
        return nil
    }

    private func parse<Parsed>(
        _ text: LocatedText, _ problems: inout [ContentProblem],
        _ make: (String) throws(SPLError) -> Parsed
    ) -> Parsed? {
        do {
            return try make(text.value)
        } catch {
            problems.append(text.problem(.error, at: error.range.lowerBound, error.message))
            return nil
        }
    }
}

/// Schedules that nothing is wrong with, by the texts that they are written as.
private final class KnownSchedules: Sendable {
    private let sound = Mutex<[[String]: Schedule]>([:])

    func schedule(_ texts: [String]) -> Schedule? { sound.withLock { $0[texts] } }

    func note(_ texts: [String], _ schedule: Schedule) { sound.withLock { $0[texts] = schedule } }
}

// MARK: - Notable

extension DetectionCompiler {
    private func notable(
        _ document: DetectionDocument, _ deployment: DeploymentDocument,
        _ override: DetectionOverride?, _ problems: inout [ContentProblem]
    ) -> NotableAnnotation? {
        let own = document.stanza?.notable
        let isWanted =
            document.stanza == nil ? deployment.notable != nil : own != nil
        guard override?.notable ?? isWanted else { return nil }
        if let own { return own }
        let template = deployment.notable ?? .standard
        return NotableAnnotation(
            title: document.findingTitle ?? resolve(template.title, document, &problems),
            description: resolve(template.description, document, &problems),
            fields: template.fields)
    }

    private func resolve(
        _ text: LocatedText, _ document: DetectionDocument, _ problems: inout [ContentProblem]
    ) -> String {
        let resolved = document.resolvePlaceholders(text.value)
        for name in resolved.unknown {
            problems.append(
                text.problem(
                    .warning,
                    "%\(name)% is neither a key of the detection nor of its tags: it stays as it is"
                ))
        }
        return resolved.text
    }
}
