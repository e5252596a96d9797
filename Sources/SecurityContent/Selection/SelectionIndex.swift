/// A ``DetectionSelection`` laid out for a library: which of its detections run, and what is changed
/// about them. A selection may name each of a thousand detections, and each of them is asked for.
struct SelectionIndex: Sendable {
    private let selection: DetectionSelection
    private let enable: NameList
    private let disable: NameList
    private let early: NameList
    private let overrides: NameList
    /// Of the content selection; nil where that names none.
    private let named: NameList?
    /// What is asked for by name, patterns left out.
    private let insisted: NameList

    init(_ selection: DetectionSelection, _ content: ContentSelection) {
        self.selection = selection
        enable = NameList(selection.enable.map(\.value))
        disable = NameList(selection.disable.map(\.value))
        early = NameList(selection.early.map(\.value))
        overrides = NameList(selection.overrides.map(\.detection.value))
        if case .named(let texts) = content {
            named = NameList(texts)
            insisted = NameList(texts.filter { !NamePattern.isPattern($0) })
        } else {
            named = nil
            insisted = NameList(
                selection.names(of: .enabled).filter { !NamePattern.isPattern($0) })
        }
    }

    /// The override of a detection; one by id wins over one by name.
    func override(for name: String, _ id: String) -> DetectionOverride? {
        overrides.place(of: name, id).map { selection.overrides[$0] }
    }

    /// `enabled` of an override decides; otherwise it must be enabled and not disabled.
    func isEnabled(_ traits: @autoclosure () -> DetectionTraits, _ name: String, _ id: String)
        -> Bool
    {
        if let enabled = override(for: name, id)?.enabled { return enabled }
        return isMeant(traits(), name, id, enable, selection.enableWhere)
            && !isMeant(traits(), name, id, disable, selection.disableWhere)
    }

    func tellsEarly(_ document: DetectionDocument) -> Bool {
        isMeant(
            DetectionTraits(document), document.name, document.id, early, selection.earlyWhere)
    }

    private func isMeant(
        _ traits: @autoclosure () -> DetectionTraits, _ name: String, _ id: String,
        _ list: NameList, _ filters: [DetectionFilter]
    ) -> Bool {
        if list.matches(name, id) { return true }
        guard !filters.isEmpty else { return false }
        let traits = traits()
        return filters.contains { $0.matches(traits) }
    }

    /// What is off in `savedsearches.conf` is enabled by its name or id alone.
    func isEnabled(_ document: DetectionDocument) -> Bool {
        guard document.stanza?.isOff ?? false else { return isEnabledByTraits(document) }
        if let enabled = override(for: document.name, document.id)?.enabled { return enabled }
        return enable.isNamed(document.name, document.id)
            && !isMeant(
                DetectionTraits(document), document.name, document.id, disable,
                selection.disableWhere)
    }

    private func isEnabledByTraits(_ document: DetectionDocument) -> Bool {
        isEnabled(DetectionTraits(document), document.name, document.id)
    }

    /// Whether the content selection takes in a detection.
    ///
    /// - Parameter content: That of the index, or the running ones of it.
    func isSelected(_ document: DetectionDocument, by content: ContentSelection) -> Bool {
        switch content {
        case .all: true
        case .enabled: isEnabled(document)
        case .named: named?.matches(document.name, document.id) ?? false
        }
    }

    /// The same of a file that could not be read: more than its name is not known.
    func isSelected(_ name: String, _ id: String, by content: ContentSelection) -> Bool {
        switch content {
        case .all: true
        case .enabled: isEnabled(DetectionTraits(name: name, id: id), name, id)
        case .named: named?.matches(name, id) ?? false
        }
    }

    /// Whether a detection is asked for by its name or id, not just by a pattern that it fits: then it
    /// must run, or be reported as an error.
    func insists(on document: DetectionDocument) -> Bool {
        insisted.isNamed(document.name, document.id)
    }
}
