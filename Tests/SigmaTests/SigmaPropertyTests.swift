import CIM
import RiskDetection
import SPL
import Sigma
import TestSupport
import Testing

/// Random rules over random records: riskd and the naive evaluator agree.
struct SigmaPropertyTests {
    @Test("riskd and the specification agree on random rules and records", arguments: 0..<20)
    func agree(_ part: Int) throws {
        var (matches, refused) = (0, 0)
        for number in 0..<40 {
            var random = RandomRules(seed: UInt64(part * 1_000 + number))
            let text = RuleText(detection: random.detection())
            // A condition may name a selection that the rule does not have.
            guard let rule = try? text.rule() else {
                refused += 1
                continue
            }
            let detection = try #require(try text.tree()["detection"])
            for _ in 0..<20 {
                let record = random.record()
                let naive = try NaiveSigma().matches(detection, record)
                #expect(
                    rule.condition.holds(for: NamedValues(record)) == naive,
                    "seed \(part * 1_000 + number): \(text.text)\n\(record)")
                let event = RawEvents.event(record)
                let predicate = rule.condition.predicate(
                    of: RecordSource("test"), RawEvents.field(event.dataSet))
                #expect(
                    predicate.simplified.holds(for: event) == naive,
                    "as a scan, seed \(part * 1_000 + number): \(text.text)\n\(record)")
                matches += naive ? 1 : 0
            }
        }
        #expect(matches > 40 && refused < 30, "\(matches) matches, \(refused) rules refused")
    }
}
