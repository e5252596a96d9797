import CIM
import Foundation
package import RiskDetection
package import SecurityContent

/// A configuration and the detections that it asks for, read and compiled.
package struct Setup: Sendable {
    package var configuration: Configuration
    package var content: CompiledContent
    /// Of the configuration and of the content, in that order.
    package var problems: [ContentProblem]

    /// Where the configuration is when nobody says.
    package static let defaultPath = "/etc/riskd/riskd.yaml"

    /// Whether something would keep the daemon from starting.
    package var hasErrors: Bool { problems.contains { $0.severity == .error } }

    /// - Parameters:
    ///   - path: The configuration; nil for the defaults, without content of its own.
    ///   - extraContent: Directories over those of the configuration.
    ///   - selection: Which detections to compile.
    ///   - adjust: Changes what the configuration says, before content is compiled.
    package static func load(
        path: String?, extraContent: [String] = [], selecting selection: ContentSelection,
        adjust: (inout Configuration) -> Void = { _ in }
    ) -> Setup {
        guard let path else {
            var configuration = Configuration()
            configuration.content = []
            return load(configuration, [], extraContent, selection, adjust)
        }
        guard let document = document(path) else {
            let problem = ContentProblem(
                .error, file: path,
                message: "the configuration cannot be read: \(SystemError("open").description); "
                    + "give its path with --config")
            return Setup(
                configuration: Configuration(),
                content: CompiledContent(),
                problems: [problem])
        }
        return load(
            document.configuration, document.problems, extraContent, selection, adjust)
    }

    private static func load(
        _ given: Configuration, _ problems: [ContentProblem], _ extraContent: [String],
        _ selection: ContentSelection, _ adjust: (inout Configuration) -> Void
    ) -> Setup {
        var configuration = given
        adjust(&configuration)
        let library = ContentLibrary.load(
            directories: configuration.content + extraContent, sigma: configuration.sigma)
        let zone = TimeZoneDatabase.rules(configuration.timezone.value) ?? .utc
        let content = library.compile(
            configuration: configuration, zone: zone, selecting: selection)
        return Setup(
            configuration: configuration, content: content,
            problems: problems + configuration.detections.expired(at: DaemonClock.wallTime())
                + KafkaProperties.problems(of: configuration.kafka) + content.problems)
    }

    /// The configuration at a path, with what the environment overrides; nil where it cannot be
    /// opened.
    package static func document(_ path: String) -> ConfigurationDocument? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        return ConfigurationDocument(
            file: path, bytes: [UInt8](data), environment: ProcessInfo.processInfo.environment
        ) { TimeZoneDatabase.rules($0) != nil }
    }

    /// Where a daemon with this configuration answers; the default where it cannot be read.
    package static func statusSocket(of path: String) -> ListenAddress {
        document(path)?.configuration.statusSocket ?? Configuration().statusSocket
    }

    /// What tells records of its sources that matter to no detection; nil where all are to be read.
    package var prefilter: PrefilterPlan? {
        prefilter(namesSources: configuration.sources.allSatisfy { $0.raw.source == nil })
    }

    /// As above, of files.
    ///
    /// - Parameter namesSources: Whether raw searches find the records by their channels, and not by
    ///   what somebody calls their source.
    package func prefilter(namesSources: Bool) -> PrefilterPlan? {
        guard configuration.prefilter == .auto, Prefilter.isAvailable, !emitsEverything else {
            return nil
        }
        let plan = PrefilterPlan(
            content.detections,
            lookedUp: configuration.identities.isEmpty ? [] : Identities.fields,
            namesSources: namesSources)
        return plan.isUsable ? plan : nil
    }

    /// Whether events that no detection looks at go to other engines.
    private var emitsEverything: Bool {
        configuration.emit.directory != nil && configuration.emit.events == .all
    }

    /// A fresh engine for the detections.
    package var engine: DetectionEngine { engine(stateBytes: configuration.limits.stateBytes) }

    /// One for a replay, which holds the windows of all days at once.
    package func replayEngine(_ execution: Execution = .fast) -> DetectionEngine {
        engine(stateBytes: configuration.limits.stateBytes * 16, execution)
    }

    private func engine(stateBytes: Int, _ execution: Execution = .fast) -> DetectionEngine {
        let limits = configuration.limits
        return DetectionEngine(
            detections: content.detections,
            limits: Limits(
                groupsPerPane: limits.groupsPerWindow, valuesPerGroup: limits.valuesPerGroup,
                stateBytes: stateBytes),
            lateEvents: configuration.lateEvents.engine,
            riskBuilder: configuration.riskBuilder, execution: execution)
    }
}

extension Configuration.LateEvents {
    var engine: LateEvents {
        switch policy {
        case .amend: .amend(keepSeconds: keep.components.seconds)
        case .count: .count
        }
    }
}

extension Configuration {
    /// Makes records as the configuration has them.
    package var riskBuilder: RiskBuilder {
        RiskBuilder(
            emitsUnknownObjects: unknownRiskObjects != .suppress,
            scoresUnknownObjects: unknownRiskObjects != .unscored)
    }
}
