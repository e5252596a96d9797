/// Which detections are compiled.
package enum ContentSelection: Sendable {
    /// All of them; only problems of those that the configuration enables by name are errors.
    case all
    /// Those of these names, ids or patterns, enabled or not. What only a pattern asks for may fail
    /// to compile.
    case named([String])
    /// Those that the configuration enables; the same holds for patterns.
    case enabled
}

extension ContentSelection {
    /// Of all detections those count as running that the configuration enables.
    var running: ContentSelection {
        if case .all = self { .enabled } else { self }
    }
}
