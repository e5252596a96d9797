import CIM
import SPL
import TestSupport

/// Predicates over a few fields of Processes, and events that some of them match.
enum RandomPredicate {
    static let fields = ["process", "process_name", "user", "action"].compactMap {
        Processes.dataSet.field($0)
    }

    static func text(_ random: inout SplitMix64, upTo length: Int) -> String {
        let letters: [Character] = ["a", "b", "A", "\\", ".", "é", "K", "\u{0}", "\u{212A}"]
        return String(
            (0..<Int.random(in: 0...length, using: &random)).map { _ in
                letters[Int.random(in: 0..<letters.count, using: &random)]
            })
    }

    static func pattern(_ random: inout SplitMix64) -> TextPattern {
        let pieces = (0..<Int.random(in: 1...3, using: &random)).map { _ in
            text(&random, upTo: 5)
        }
        return TextPattern(
            pieces.joined(separator: "*"), isCaseSensitive: Bool.random(using: &random),
            readsNetworks: true)
    }

    static func predicate(
        _ random: inout SplitMix64, depth: Int
    ) -> Predicate<ScanField> {
        func parts() -> [Predicate<ScanField>] {
            (0..<Int.random(in: 1...3, using: &random)).map { _ in
                predicate(&random, depth: depth - 1)
            }
        }
        switch Int.random(in: 0..<(depth > 0 ? 8 : 4), using: &random) {
        case 0: return .differs(.field(fields[0]), pattern(&random))
        case 4, 5: return .and(parts())
        case 6: return .or(parts())
        case 7: return .not(predicate(&random, depth: depth - 1))
        default:
            let field = fields[Int.random(in: 0..<fields.count, using: &random)]
            return .matches(.field(field), (0..<3).map { _ in pattern(&random) })
        }
    }

    static func event(_ random: inout SplitMix64) -> Event {
        var event = Event(dataSet: Processes.dataSet)
        for field in fields where Int.random(in: 0..<5, using: &random) > 0 {
            event.set(field, text(&random, upTo: 9))
        }
        return event
    }
}
