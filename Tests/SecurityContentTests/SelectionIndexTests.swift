import TestSupport
import Testing

@testable import SecurityContent

/// Selections by name beside a look at every text for every detection.
struct SelectionIndexTests {
    private static let texts = ["A", "a", "ab", "B c", "A*", "?b", "*", "", "ID-1", "id-2"]

    private static func list(_ random: inout SplitMix64) -> [String] {
        (0..<Int.random(in: 0...4, using: &random)).map { _ in
            texts.randomElement(using: &random) ?? ""
        }
    }

    @Test("a list of names, ids and patterns says what each of its texts says", arguments: 0..<40)
    func lists(seed: UInt64) {
        var random = SplitMix64(state: seed)
        let texts = Self.list(&random)
        let list = NameList(texts)
        for name in Self.texts + ["c", "AB"] {
            for id in ["id-1", "ID-2", "A", "", "x"] {
                let expected = texts.contains { DetectionSelection.matches($0, name, id) }
                #expect(list.matches(name, id) == expected, "\(texts): \(name), \(id)")
            }
        }
    }

    @Test("overrides and exceptions are those that a look at each of them finds", arguments: 0..<40)
    func changes(seed: UInt64) {
        var random = SplitMix64(state: seed)
        let texts = Self.list(&random)
        let selection = DetectionSelection(
            overrides: texts.map { DetectionOverride(detection: LocatedText($0)) },
            exceptions: texts.enumerated().map { number, text in
                DetectionException(
                    detection: LocatedText(text), conditions: [], owner: "\(number)", reason: "r")
            })
        let index = SelectionIndex(selection, .enabled)
        let exceptions = ExceptionIndex(selection.exceptions)
        for name in Self.texts {
            for id in ["id-1", "ID-2", "A", "x"] {
                let byID = texts.firstIndex { !$0.isEmpty && $0.lowercased() == id.lowercased() }
                let place = byID ?? texts.firstIndex(of: name)
                #expect(index.override(for: name, id) == place.map { selection.overrides[$0] })
                let owners = texts.indices.filter {
                    DetectionSelection.matches(texts[$0], name, id)
                }
                #expect(
                    exceptions.exceptions(of: name, id).map { $0.owner } == owners.map { "\($0)" })
            }
        }
    }

    @Test("four times the names and the detections cost four times as much, and not sixteen times")
    func linear() {
        let growth = ThreadClock.growth(of: 400) { count in
            let names = (0..<count).map { "Detection Of Something \($0)" }
            let selection = DetectionSelection(
                enable: names.map { LocatedText($0) },
                overrides: names.map { DetectionOverride(detection: LocatedText($0)) })
            let index = SelectionIndex(selection, .named(names))
            for name in names {
                #expect(index.isSelected(name, "id of \(name)", by: .enabled))
                #expect(index.isSelected(name, "id of \(name)", by: .named(names)))
            }
            #expect(!index.isSelected("Another", "id", by: .named(names)))
        }
        #expect(growth < 9, "\(growth) times as much")
    }
}
