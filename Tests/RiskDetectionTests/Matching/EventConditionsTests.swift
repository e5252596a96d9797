import CIM
import SPL
import TestSupport
import Testing

@testable import RiskDetection

/// Conditions as they are laid out, against the predicates taken word by word.
struct EventConditionsTests {
    private static func holds(_ predicate: Predicate<ScanField>, _ event: Event) -> Bool {
        func text(_ field: ScanField) -> String? {
            if case .field(let id) = field { event.string(id) } else { nil }
        }
        return switch predicate {
        case .all: true
        case .and(let parts): parts.allSatisfy { holds($0, event) }
        case .or(let parts): parts.contains { holds($0, event) }
        case .not(let part): !holds(part, event)
        case .matches(let field, let patterns):
            text(field).map { text in patterns.contains { $0.matches(text) } } ?? false
        case .differs(let field, let pattern): text(field).map { !pattern.matches($0) } ?? false
        case .ordered(let field, let ordering, let right):
            text(field).map { ordering.holds($0, right) } ?? false
        case .passes(let field, let test): text(field).map(test.passes) ?? false
        case .compares(let field, let comparison, let other):
            text(field).flatMap { value in
                text(other).map { comparison.holds(value, $0) }
            } ?? false
        case .term: false
        }
    }

    @Test("a condition says of every event what its predicate says", arguments: [41, 42])
    func equal(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var holding = 0
        let predicates = (0..<400).map { _ in RandomPredicate.predicate(&random, depth: 3) }
        let conditions = EventConditions(predicates)
        var memo = conditions.memo
        for (number, predicate) in predicates.enumerated() {
            for _ in 0..<50 {
                let event = RandomPredicate.event(&random)
                let expected = Self.holds(predicate, event)
                if expected { holding += 1 }
                let actual = conditions.holds(number, for: event, &memo)
                #expect(actual == expected, "seed \(seed): \(predicate), \(event)")
            }
        }
        #expect(holding > 1_000 && holding < 19_000)
    }
}
