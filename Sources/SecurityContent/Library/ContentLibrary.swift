import RiskDetection
package import SPL
package import Sigma

/// The detections, macros and deployments of one or more directories.
///
/// A directory is laid out like a checkout of security_content: `detections/**`, `macros/**`,
/// `lookups/**`, `schedules/**`, `deployments/**`, as `.yml` or `.yaml`. Later directories win: a
/// detection by its id or its name, a lookup by its name, a macro by name and number of arguments, a
/// schedule by its name, a deployment by its type. A schedule for detections that name none wins over
/// the schedules of earlier deployments. A directory may also be one of a Splunk app, ``SplunkApp``.
package struct ContentLibrary: Sendable {
    /// In the order of directory and path.
    package private(set) var documents: [DetectionDocument] = []

    /// What the detections are called, and where each stands.
    package var names: [(name: String, file: String)] { documents.map { ($0.name, $0.file) } }
    /// Sorted by name and number of arguments.
    package private(set) var macros: [MacroDocument] = []
    /// The lookup tables, over those that come with Splunk.
    package private(set) var lookups = LookupCatalog(LookupTable.ofSplunk)
    /// Sorted by type.
    package private(set) var deployments: [DeploymentDocument] = []
    /// In the order of directory and path, of each name the last.
    package private(set) var schedules: [ScheduleDocument] = []
    /// Files below `detections/` that hold a baseline or an investigation, and stanzas of
    /// `savedsearches.conf` that raise nothing.
    package private(set) var otherFiles = 0
    /// Files that were read, of any kind.
    package private(set) var filesRead = 0
    /// Problems, each with the detections or macros that do not work because of it.
    private(set) var findings: [ContentFinding] = []

    /// Every problem of the files, as severe as it would be if all were enabled; sorted.
    package var problems: [ContentProblem] { findings.map(\.problem).sorted() }

    /// What the configuration says of rules of Sigma.
    private(set) var sigma = SigmaSettings()

    package init() {}

    /// Loads the directories in order. Nothing is thrown: what cannot be read is a problem.
    ///
    /// - Parameters:
    ///   - directories: Paths; the first is the base layer.
    ///   - sigma: What the configuration says of rules of Sigma.
    package static func load(
        directories: [String], sigma: SigmaSettings = SigmaSettings()
    ) -> ContentLibrary {
        var library = ContentLibrary()
        library.sigma = sigma
        var filters: [FilterRule] = []
        for directory in directories {
            let directory = ContentDirectory(directory)
            if let files = SigmaTree(directory).files {
                filters += library.addRules(files)
            } else {
                library.add(directory)
            }
        }
        library.filter(by: filters)
        library.linkCorrelations()
        return library
    }

    private mutating func add(_ directory: ContentDirectory) {
        var layer: [DetectionDocument] = []
        for part in ContentDirectory.Part.allCases {
            let listing = directory.files(of: part)
            findings += listing.problems.map { ContentFinding(problem: $0, subject: .everything) }
            for file in listing.files.concurrentMap({ ReadFile($0, part) }) {
                take(file, into: &layer)
            }
        }
        let splunkApp = SplunkApp(directory)
        if let splunkApp {
            take(splunkApp, into: &layer)
        } else if let problem = directory.problem {
            findings.append(problem)
        }
        let app = AppName(directory)
        findings += app.problems.map { ContentFinding(problem: $0, subject: .everything) }
        app.name(&layer, over: documents)
        merge(layer)
    }

    /// Adds the rules of Sigma in some files.
    ///
    /// - Returns: Filters, which are for rules of other directories, too.
    private mutating func addRules(
        _ listing: (files: [ContentFile], problems: [ContentProblem])
    ) -> [FilterRule] {
        findings += listing.problems.map { ContentFinding(problem: $0, subject: .everything) }
        var layer: [DetectionDocument] = []
        var filters: [FilterRule] = []
        for file in listing.files.concurrentMap({ [sigma] in ReadRules($0, sigma) }) {
            filesRead += 1
            otherFiles += file.isOther ? 1 : 0
            findings += file.findings
            layer += file.documents
            filters += file.filters
        }
        merge(SigmaTree.distinct(layer))
        return filters
    }

    /// Looks up the rules that correlations are over, which may be of any directory.
    private mutating func linkCorrelations() {
        let correlations = documents.indices.filter {
            if case .correlation? = documents[$0].rule?.body { true } else { false }
        }
        guard !correlations.isEmpty else { return }
        let links = CorrelationLinks(documents, findings)
        for place in correlations {
            if let rule = links.linked(place) { documents[place].link(rule, sigma) }
        }
    }

    private mutating func filter(by filters: [FilterRule]) {
        guard !filters.isEmpty else { return }
        for place in documents.indices {
            documents[place].rule = documents[place].rule?.filtered(by: filters)
        }
    }

    private mutating func take(_ file: ReadFile, into layer: inout [DetectionDocument]) {
        filesRead += 1
        findings += file.findings
        switch file.content {
        case .detection(let detection): layer.append(detection)
        case .other: otherFiles += 1
        case .macro(let macro): merge(macro)
        case .lookup(let table): lookups.define(table)
        case .deployment(let deployment): merge(deployment)
        case .schedule(let schedule): merge(schedule)
        case nil: break
        }
    }

    private mutating func take(_ app: SplunkApp, into layer: inout [DetectionDocument]) {
        filesRead += app.filesRead
        otherFiles += app.otherSearches
        findings += app.findings
        layer += app.documents
        for macro in app.macros { merge(macro) }
        for table in app.lookups { lookups.define(table) }
    }

    // MARK: - Layers

    /// Puts the detections of one directory over those of the directories before it.
    private mutating func merge(_ layer: [DetectionDocument]) {
        var unique: [DetectionDocument] = []
        var byID: [String: DetectionDocument] = [:]
        var byName: [String: DetectionDocument] = [:]
        for document in layer {
            let id = document.id.lowercased()
            if let other = byID[id] ?? byName[document.name] {
                let what = byID[id] == nil ? "name \"\(document.name)\"" : "id \(document.id)"
                findings.append(
                    ContentFinding(
                        problem: ContentProblem(
                            .error, file: document.file, line: 1, column: 1,
                            message: "the \(what) is that of \(other.file) too: give each "
                                + "detection its own; this file is not read",
                            detection: document.name),
                        subject: .detection(
                            name: document.name, id: document.id, stem: "")))
                continue
            }
            byID[id] = document
            byName[document.name] = document
            unique.append(document)
        }
        documents.removeAll { byID[$0.id.lowercased()] != nil || byName[$0.name] != nil }
        documents += unique
    }

    private mutating func merge(_ document: MacroDocument) {
        func key(_ macro: Macro) -> (String, Int) { (macro.name, macro.arguments.count) }
        let index = macros.firstIndex { key($0.macro) >= key(document.macro) } ?? macros.count
        if index < macros.count, key(macros[index].macro) == key(document.macro) {
            macros[index] = document
        } else {
            macros.insert(document, at: index)
        }
    }

    private mutating func merge(_ schedule: ScheduleDocument) {
        schedules.removeAll { $0.name == schedule.name }
        schedules.append(schedule)
        guard schedule.isDefault else { return }
        for type in DetectionType.allCases {
            var deployment = deployments.first { $0.type == type } ?? .standard(type)
            deployment.cron = schedule.cron
            deployment.earliest = schedule.earliest
            deployment.latest = schedule.latest
            merge(deployment)
        }
    }

    private mutating func merge(_ deployment: DeploymentDocument) {
        deployments.removeAll { $0.type == deployment.type }
        deployments.append(deployment)
        deployments.sort { $0.type.rawValue < $1.type.rawValue }
    }
}
