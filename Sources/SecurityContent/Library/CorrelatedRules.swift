import SPL
import Sigma

/// Which rules run by themselves, where correlations are over them.
///
/// A correlation is run instead of the rules that it is over, and with `generate: true` beside them. A
/// rule that is asked for by its name or id runs in any case. A correlation that cannot run stands for none.
///
/// Source: Sigma correlation rules specification 2.1, "Generate".
struct CorrelatedRules {
    private let index: SelectionIndex
    /// The ids of rules that a correlation brings along, and of those that one stands for.
    private var generated: (enabled: Set<String>, named: Set<String>) = ([], [])
    private var replaced: (enabled: Set<String>, named: Set<String>) = ([], [])

    init(_ documents: [DetectionDocument], _ index: SelectionIndex, _ settings: SigmaSettings) {
        self.index = index
        for document in documents {
            guard let rule = document.rule, !rule.parts.isEmpty else { continue }
            let isEnabled = index.isEnabled(document)
            let isNamed = index.isSelected(document, by: .named([]))
            guard isEnabled || isNamed, rule.compiled(settings).search.plan != nil else { continue }
            let parts = (
                enabled: isEnabled ? rule.parts : [], named: isNamed ? rule.parts : []
            )
            if rule.generates {
                generated.enabled.formUnion(parts.enabled)
                generated.named.formUnion(parts.named)
            } else {
                replaced.enabled.formUnion(parts.enabled)
                replaced.named.formUnion(parts.named)
            }
        }
    }

    func isEnabled(_ document: DetectionDocument) -> Bool {
        if generated.enabled.contains(document.id) { return true }
        return index.isEnabled(document)
            && (!replaced.enabled.contains(document.id) || index.insists(on: document))
    }

    func isSelected(_ document: DetectionDocument, by content: ContentSelection) -> Bool {
        switch content {
        case .all: return true
        case .enabled: return isEnabled(document)
        case .named:
            if generated.named.contains(document.id) { return true }
            return index.isSelected(document, by: content)
                && (!replaced.named.contains(document.id) || index.insists(on: document))
        }
    }
}
