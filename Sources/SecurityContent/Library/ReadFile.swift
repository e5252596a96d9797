import RiskDetection
import SPL

/// What was read of one file of content. Files are read without regard to each other.
struct ReadFile: Sendable {
    enum Content: Sendable {
        case detection(DetectionDocument)
        /// A baseline or an investigation.
        case other
        case macro(MacroDocument)
        case lookup(LookupTable)
        case deployment(DeploymentDocument)
        case schedule(ScheduleDocument)
    }

    /// Nil where nothing could be read.
    private(set) var content: Content?
    private(set) var findings: [ContentFinding] = []

    init(_ file: ContentFile, _ part: ContentDirectory.Part) {
        let problems = ProblemCollector()
        var subject: ContentFinding.Subject
        let document = file.source(problems).flatMap { YAMLDocument($0, problems: problems) }
        switch part {
        case .detections:
            subject = .detection(name: nil, id: nil, stem: file.stem)
            switch document.map({ DetectionDocument.read($0, problems: problems) }) {
            case .detection(let detection):
                subject = .detection(name: detection.name, id: detection.id, stem: file.stem)
                content = .detection(detection)
            case .notDetection: content = .other
            case .invalid(let name, let id):
                subject = .detection(name: name, id: id, stem: file.stem)
            case nil: break
            }
        case .macros:
            subject = .macro(name: file.stem)
            if let macro = document.flatMap({ MacroDocument.read($0, problems: problems) }) {
                subject = .macro(name: macro.macro.name)
                content = .macro(macro)
            }
        case .lookups:
            subject = .lookup
            let folder = file.path.split(separator: "/", omittingEmptySubsequences: false)
                .dropLast().joined(separator: "/")
            content = document.flatMap {
                LookupDocument.read(
                    $0, stem: file.stem, directory: folder, problems: problems)
            }.map { .lookup($0.table) }
        case .schedules:
            subject = .schedule(name: nil, stem: file.stem)
            if let schedule = document.flatMap({ ScheduleDocument.read($0, problems: problems) }) {
                subject = .schedule(name: schedule.name, stem: file.stem)
                content = .schedule(schedule)
            }
        case .deployments:
            subject = .everything
            switch document.map({ DeploymentDocument.read($0, problems: problems) }) {
            case .deployment(let deployment):
                subject = .deployment(deployment.type)
                content = .deployment(deployment)
            case .invalid(let type): subject = type.map { .deployment($0) } ?? .everything
            case .notDetection, nil: break
            }
        }
        findings = problems.problems.map { ContentFinding(problem: $0, subject: subject) }
    }
}
