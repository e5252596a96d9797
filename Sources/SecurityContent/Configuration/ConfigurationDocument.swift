import CIM
import SPL

/// `riskd.yaml` as the operator wrote it: reads every key, and reports every one that it does not
/// know, cannot read or finds out of range.
package struct ConfigurationDocument {
    /// With defaults for what is not said, and for what is wrong.
    package private(set) var configuration = Configuration()
    /// Sorted by place. Any error means: do not start with this.
    package private(set) var problems: [ContentProblem] = []
    /// Every key with what is in force, in the order of ``allKeys``.
    package private(set) var values: [ConfigurationValue] = []

    /// - Parameters:
    ///   - file: Its path; relative paths of `content` are taken from its directory.
    ///   - bytes: Its contents.
    ///   - environment: Variables, of which those that begin with `RISKD_` override keys.
    ///   - knowsTimeZone: Whether rules for an IANA name can be had.
    package init(
        file: String, bytes: [UInt8], environment: [String: String] = [:],
        knowsTimeZone: (String) -> Bool
    ) {
        let collector = ProblemCollector()
        if let source = SourceText(validating: bytes, file: file, collector),
            let document = YAMLDocument(source, problems: collector),
            let written = document.mapping(collector)
        {
            let top = EnvironmentOverrides(environment, collector).applied(to: written)
            read(top, directory: Self.directory(of: file))
            if let text = top.text(Key.timezone.rawValue), !knowsTimeZone(text.value) {
                collector.add(
                    text.problem(
                        .error,
                        "unknown time zone \"\(text.value)\": write an IANA name, such as "
                            + "UTC or Europe/Vienna"))
            }
            for text in configuration.sources.compactMap(\.timezone)
            where TimeZoneRules(offset: text.value) == nil && !knowsTimeZone(text.value) {
                collector.add(
                    text.problem(
                        .error,
                        "unknown time zone \"\(text.value)\": write an IANA name, such as "
                            + "Europe/Vienna, or a distance from UTC, such as +02:00"))
            }
            values = ConfigurationValue.list(top)
        }
        problems = collector.problems.sorted()
    }

    /// The keys of every section, as `section.key`. `[]` stands for an entry of a list, `<>` for a
    /// name that the operator chooses.
    package static var allKeys: [String] {
        func keys<K: ConfigurationKey>(_ prefix: String, _ type: K.Type) -> [String] {
            type.names.map { prefix + $0 }
        }
        return keys("", Key.self) + keys("sources[].", SourceKey.self)
            + SourceInput.Kind.allCases.flatMap { kind in
                kind.keys.map { "sources[].\(kind.rawValue).\($0)" }
            }
            + keys("identities.", IdentitiesKey.self)
            + keys("detections.", DetectionsKey.self)
            + keys("detections.overrides.<>.", OverrideKey.self)
            + keys("detections.overrides.<>.throttle.", ThrottleKey.self)
            + keys("detections.exceptions.<>[].", ExceptionKey.self)
            + keys("sigma.", SigmaKey.self) + keys("sigma.logsources[].", LogSourceKey.self)
            + keys("output.", OutputKey.self) + keys("output.sinks[].", SinkKey.self)
            + SinkTarget.Kind.allCases.flatMap { kind in
                kind.keys.map { "output.sinks[].\(kind.rawValue).\($0)" }
            }
            + keys("emit.", EmitKey.self) + keys("kafka.", KafkaKey.self)
            + keys("state.", StateKey.self)
            + keys("late_events.", LateEventsKey.self) + keys("status.", StatusKey.self)
            + keys("metrics.", MetricsKey.self) + keys("limits.", LimitsKey.self)
    }

    private static func directory(of file: String) -> String {
        guard let slash = file.lastIndex(of: "/") else { return "." }
        return slash == file.startIndex ? "/" : String(file[..<slash])
    }
}

/// The keys of one section.
protocol ConfigurationKey: RawRepresentable<String>, CaseIterable {
    /// All keys that the section takes.
    static var names: [String] { get }
}

extension ConfigurationKey {
    static var names: [String] { allCases.map(\.rawValue) }

    /// The first key, then the kinds of which an entry has one, then the other keys.
    static func names<Kind: RawRepresentable<String> & CaseIterable>(
        with kinds: Kind.Type
    ) -> [String] {
        let own = allCases.map(\.rawValue)
        return own.prefix(1) + kinds.allCases.map(\.rawValue) + own.dropFirst()
    }
}

extension ConfigurationDocument {
    enum Key: String, ConfigurationKey {
        case profile, timezone, content, sources, identities, detections, macros, sigma, output,
            emit, kafka, state
        case lateEvents = "late_events"
        case maxTriggerDelay = "max_trigger_delay"
        case status, metrics, limits
        case unknownRiskObjects = "unknown_risk_objects"
        case prefilter
    }
    enum DetectionsKey: String, ConfigurationKey {
        case enable, disable, early, overrides, exceptions
        case searchName = "search_name"
    }
    enum OverrideKey: String, ConfigurationKey {
        case cron, earliest, latest, enabled, notable, risk, throttle
    }
    enum OutputKey: String, ConfigurationKey {
        case file, schema, mode, group, journal, sinks, discard
    }
    enum StateKey: String, ConfigurationKey {
        case directory
        case checkpointInterval = "checkpoint_interval"
    }
    enum LateEventsKey: String, ConfigurationKey { case policy, keep }
    enum StatusKey: String, ConfigurationKey { case socket }
    enum MetricsKey: String, ConfigurationKey { case listen }
    enum LimitsKey: String, ConfigurationKey {
        case recordBytes = "record_bytes"
        case ringBytes = "ring_bytes"
        case groupsPerWindow = "groups_per_window"
        case valuesPerGroup = "values_per_group"
        case stateBytes = "state_bytes"
        case futureEvents = "future_events"
        case partialLine = "partial_line"
    }
}

// MARK: - Sections

extension ConfigurationDocument {
    mutating func read(_ top: YAMLMapping, directory: String) {
        let section = ConfigurationSection<Key>(top)
        section.choice(.profile, &configuration.profile)
        section.text(.timezone, &configuration.timezone)
        if section.isGiven(.content) {
            configuration.content = section.mapping.strings(Key.content.rawValue)
        }
        configuration.content = configuration.content.map { Self.join(directory, $0) }
        let sources = section.mapping.mappings(Key.sources.rawValue)
            .compactMap { mapping in source(mapping).map { (mapping, $0) } }
        checkTogether(sources)
        configuration.sources = sources.map(\.1)
        if let identities = section.section(.identities, IdentitiesKey.self) {
            configuration.identities.sensors = Self.patterns(.sensors, identities)
            configuration.identities.users = Self.patterns(.users, identities)
        }
        if let detections = section.section(.detections, DetectionsKey.self) { read(detections) }
        readMacros(section.mapping)
        if let sigma = section.section(.sigma, SigmaKey.self) {
            configuration.sigma = Self.sigma(sigma)
        }
        if let output = section.section(.output, OutputKey.self) { read(output) }
        if let emit = section.section(.emit, EmitKey.self) { configuration.emit = Self.emit(emit) }
        if let kafka = section.section(.kafka, KafkaKey.self) {
            configuration.kafka = Self.kafka(kafka, emits: configuration.emit.directory != nil)
        }
        if let state = section.section(.state, StateKey.self) {
            state.path(.directory, &configuration.state.directory)
            state.duration(
                .checkpointInterval, in: .milliseconds(100)...(.seconds(600)),
                &configuration.state.checkpointInterval)
        }
        if let late = section.section(.lateEvents, LateEventsKey.self) {
            late.choice(.policy, &configuration.lateEvents.policy)
            late.duration(
                .keep, in: .zero...(.seconds(30 * 86_400)), &configuration.lateEvents.keep)
        }
        section.duration(
            .maxTriggerDelay, in: .zero...(.seconds(86_400)), &configuration.maxTriggerDelay)
        if let status = section.section(.status, StatusKey.self) {
            status.address(.socket, allowsPort: false, &configuration.statusSocket)
        }
        if let metrics = section.section(.metrics, MetricsKey.self) {
            metrics.address(.listen, allowsPort: true, &configuration.metricsAddress)
        }
        if let limits = section.section(.limits, LimitsKey.self) { read(limits) }
        section.choice(.unknownRiskObjects, &configuration.unknownRiskObjects)
        section.choice(.prefilter, &configuration.prefilter)
    }

    private static func join(_ directory: String, _ path: String) -> String {
        if path.hasPrefix("/") { return path }
        if path == "." { return directory }
        return directory == "/" ? "/" + path : directory + "/" + path
    }

    private mutating func read(_ section: ConfigurationSection<DetectionsKey>) {
        let (enable, disable) = (DetectionsKey.enable.rawValue, DetectionsKey.disable.rawValue)
        let early = DetectionsKey.early.rawValue
        configuration.detections.enable = section.mapping.scalars(enable)
        configuration.detections.disable = section.mapping.scalars(disable)
        configuration.detections.early = section.mapping.scalars(early)
        configuration.detections.enableWhere = DetectionFilter.read(enable, of: section.mapping)
        configuration.detections.disableWhere = DetectionFilter.read(disable, of: section.mapping)
        configuration.detections.earlyWhere = DetectionFilter.read(early, of: section.mapping)
        configuration.detections.exceptions = Self.exceptions(section.mapping)
        configuration.detections.searchName = Self.searchName(section)
        guard let overrides = section.mapping.mapping(DetectionsKey.overrides.rawValue) else {
            return
        }
        for entry in overrides.entries where !entry.value.isNull {
            let path = overrides.name(of: entry.key)
            guard let mapping = overrides.mapping(of: entry.value, path: path) else { continue }
            let section = ConfigurationSection<OverrideKey>(mapping)
            let name = LocatedText(
                entry.key, source: mapping.source, offset: entry.keyOffset, style: .plain)
            var override = DetectionOverride(
                detection: name, cron: mapping.text(OverrideKey.cron.rawValue),
                earliest: mapping.text(OverrideKey.earliest.rawValue),
                latest: mapping.text(OverrideKey.latest.rawValue),
                enabled: section.boolean(.enabled), notable: section.boolean(.notable),
                risk: section.boolean(.risk), throttle: Self.throttle(mapping))
            override.throttleFields =
                mapping.mapping(OverrideKey.throttle.rawValue)?
                .texts(ThrottleKey.fields.rawValue) ?? []
            configuration.detections.overrides.append(override)
        }
    }

    private mutating func readMacros(_ top: YAMLMapping) {
        guard let macros = top.mapping(Key.macros.rawValue) else { return }
        for entry in macros.entries {
            let path = macros.name(of: entry.key)
            guard let text = macros.text(of: entry.value, name: path) else { continue }
            guard let signature = MacroSignature(entry.key) else {
                macros.report(
                    key: entry.key,
                    "\"\(entry.key)\" is no macro: write \"name\" or \"name(argument,argument)\"")
                continue
            }
            configuration.macroNames.append(
                LocatedText(
                    signature.name, source: macros.source, offset: entry.keyOffset, style: .plain))
            configuration.macros.append(
                Macro(
                    name: signature.name, arguments: signature.arguments, definition: text.value))
        }
    }

    private mutating func read(_ section: ConfigurationSection<OutputKey>) {
        section.path(.file, &configuration.output.file)
        section.choice(.schema, &configuration.output.schema)
        section.mode(.mode, &configuration.output.mode)
        if let group = section.mapping.string(OutputKey.group.rawValue) {
            configuration.output.group = group
        }
        section.mapping.note(.choice(["true", "false", "auto"]), OutputKey.journal.rawValue)
        switch section.mapping.node(OutputKey.journal.rawValue)?.text {
        case "true": configuration.output.journal = .on
        case "false": configuration.output.journal = .off
        case "auto": configuration.output.journal = .auto
        default: section.reject(.journal, "write true, false or auto")
        }
        configuration.output.sinks = Self.sinks(section.mapping)
        configuration.output.discard = section.mapping.strings(OutputKey.discard.rawValue)
        for name in configuration.output.discard
        where configuration.output.sinks.contains(where: { $0.name == name }) {
            section.report(.discard, "names \"\(name)\", which is a sink: remove one of them")
        }
    }

    private mutating func read(_ section: ConfigurationSection<LimitsKey>) {
        var limits = configuration.limits
        section.bytes(.recordBytes, in: (1 << 10)...(64 << 20), &limits.recordBytes)
        section.bytes(.ringBytes, in: (64 << 10)...(1 << 30), &limits.ringBytes)
        section.count(.groupsPerWindow, in: 1...10_000_000, &limits.groupsPerWindow)
        section.count(.valuesPerGroup, in: 1...1_000_000, &limits.valuesPerGroup)
        section.bytes(.stateBytes, in: (16 << 20)...(1 << 40), &limits.stateBytes)
        section.duration(
            .futureEvents, in: .zero...(.seconds(365 * 86_400)), &limits.futureEvents)
        section.duration(.partialLine, in: .zero...(.seconds(86_400)), &limits.partialLine)
        if limits.ringBytes < 2 * limits.recordBytes {
            section.report(
                section.isGiven(.ringBytes) ? .ringBytes : .recordBytes,
                "leaves no room: ring_bytes (\(Quantity.text(bytes: limits.ringBytes))) must be at "
                    + "least twice record_bytes (\(Quantity.text(bytes: limits.recordBytes)))")
        }
        configuration.limits = limits
    }
}
