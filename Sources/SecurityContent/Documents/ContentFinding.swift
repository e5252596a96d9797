import RiskDetection
import SPL

/// A problem of a content file, and what it keeps from working.
struct ContentFinding: Sendable {
    enum Subject: Sendable {
        /// One detection; of a file that cannot be read only the stem of its path is known.
        case detection(name: String?, id: String?, stem: String)
        /// One rule of Sigma. Of a library some rules always need what this network lacks, so that
        /// only who names a rule, and not who enables all of a kind, must have it.
        case rule(name: String?, id: String?)
        /// The detections that call a macro.
        case macro(name: String)
        /// The detections that name a lookup; without it they do not compile, and say so.
        case lookup
        /// The detections of a type.
        case deployment(DetectionType)
        /// The detections that run at its times.
        case schedule(name: String?, stem: String)
        /// Nobody can say.
        case everything
    }

    var problem: ContentProblem
    var subject: Subject

    /// Whether it is why a detection of this name or id cannot be read.
    func isError(of text: String) -> Bool {
        guard problem.severity == .error else { return false }
        if case .rule(let name, let id) = subject {
            return name == text || id?.lowercased() == text.lowercased()
        }
        guard case .detection(let name, let id, let stem) = subject else { return false }
        return name == text || id?.lowercased() == text.lowercased()
            || name == nil && id == nil && stem == DetectionDocument.fileStem(of: text)
    }

    /// Whether something was not read for it that the author must have meant to be read. Rules of Sigma
    /// that were read as far as their name are those that this network lacks the logs for.
    var leavesUnread: Bool {
        if case .rule(let name, let id) = subject, name != nil || id != nil { return false }
        return problem.severity == .error
    }

    /// False for a rule of Sigma that does not run, by its name and id.
    func concerns(_ running: RunningContent) -> Bool {
        guard case .rule(let name, let id) = subject, name != nil || id != nil else { return true }
        return running.wants(name, id) || running.names(name, id, "")
    }

    /// The problem as severe as it is for what runs: what concerns none of the detections that
    /// run is a warning, so that one bad file of a large collection keeps nobody from starting.
    func problem(for running: inout RunningContent) -> ContentProblem {
        var problem = problem
        switch subject {
        case .detection(let name, let id, let stem):
            problem.detection = name
            if !running.names(name, id, stem) { problem.severity = .warning }
        case .rule(let name, let id):
            problem.detection = name
            if !running.wants(name, id) { problem.severity = .warning }
        case .macro(let name):
            if !running.calledMacros.contains(name) { problem.severity = .warning }
        case .lookup: problem.severity = .warning
        case .deployment(let type):
            if !running.types.contains(type) { problem.severity = .warning }
        case .schedule(let name, let stem):
            if !running.schedules.contains(where: {
                $0 == name || DetectionDocument.fileStem(of: $0) == stem
            }) {
                problem.severity = .warning
            }
        case .everything: break
        }
        return problem
    }
}

/// What the enabled detections are and use.
struct RunningContent {
    private let isSelected: (_ name: String, _ id: String) -> Bool
    private let stems: Set<String>
    /// Of use only where a macro file is broken.
    private(set) lazy var calledMacros = MacroCalls.names(from: searches, macros: macros)
    private let searches: [String]
    private let macros: MacroTable
    let types: Set<DetectionType>
    /// What detections name in `schedule:`, and the default where some name none.
    let schedules: Set<String>

    /// - Parameters:
    ///   - wanted: Names that were asked for, whether a document has them or not.
    ///   - isSelected: Whether a detection of that name and id is to run.
    init(
        documents: [DetectionDocument], macros: MacroTable, wanted: [String],
        isSelected: @escaping (_ name: String, _ id: String) -> Bool
    ) {
        self.isSelected = isSelected
        stems = Set(wanted.map(DetectionDocument.fileStem))
        searches = documents.map(\.search.value)
        self.macros = macros
        types = Set(documents.map(\.type))
        schedules = Set(
            documents.map { $0.scheduling.name?.value ?? ScheduleDocument.defaultName })
    }

    /// Whether somebody asked for the very name or id.
    func wants(_ name: String?, _ id: String?) -> Bool {
        [name, id].contains {
            $0.map { stems.contains(DetectionDocument.fileStem(of: $0)) } ?? false
        }
    }

    func names(_ name: String?, _ id: String?, _ stem: String) -> Bool {
        if name == nil, id == nil { return stems.contains(stem) }
        return isSelected(name ?? "", id ?? "")
    }
}

/// Which macros a search can reach. Only for asking whom a broken macro file concerns: quotes are
/// not looked at, so it names rather too many than too few.
enum MacroCalls {
    static func names(from searches: [String], macros: MacroTable) -> Set<String> {
        var found: Set<String> = []
        var waiting = searches
        while let text = waiting.popLast() {
            for part in text.split(separator: "`", omittingEmptySubsequences: false).dropFirst() {
                let name = String(part.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
                guard !name.isEmpty, found.insert(name).inserted else { continue }
                for arity in macros.arities(of: name) {
                    if let macro = macros.macro(name, arity: arity) {
                        waiting.append(macro.definition)
                    }
                }
            }
        }
        return found
    }
}
