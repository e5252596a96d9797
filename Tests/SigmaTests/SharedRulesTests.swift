import CIM
import Foundation
import RegularExpressions
import RiskDetection
import SPL
import Sigma
import TestSupport
import Testing

@testable import SecurityContent

@Suite(.enabled(if: SharedRules.isPresent, "needs ../shared/sigma"))
struct SharedRulesTests {
    /// What a message says, without the names in it.
    private static func kind(_ message: String) -> String {
        message.replacing(/%[^%]+%/, with: "%…%").replacing(/"[^"]*"/, with: "\"…\"")
    }

    @Test(
        "at least 99 % of the live rules for sources that are read can be taken, the others say why"
    )
    func coverage() throws {
        var refused: [String: Int] = [:]
        var (read, taken, others) = (0, 0, 0)
        for file in try SharedRules.files() {
            #expect(file.problems.isEmpty, "\(file.problems)")
            for entry in file.entries {
                let errors = entry.problems.filter { $0.severity == .error }
                switch entry.document {
                case .rule(let rule):
                    #expect(errors.isEmpty)
                    guard
                        case .sources(let sources) = LogSourceTable.standard.answer(rule.logSource)
                    else {
                        others += 1
                        continue
                    }
                    read += 1
                    if sources.contains(where: { $0.canAnswer(rule.condition) }) { taken += 1 }
                case .invalid:
                    #expect(!errors.isEmpty && errors.allSatisfy { $0.line > 0 && $0.column > 0 })
                    // A placeholder has values only in somebody's network.
                    if errors.allSatisfy({ $0.message.contains("placeholder") }) {
                        refused["a placeholder without values", default: 0] += 1
                    } else {
                        read += 1
                        refused[Self.kind(errors[0].message), default: 0] += 1
                    }
                case .correlation, .filter: break
                }
            }
        }
        print(
            "Sigma: \(taken) of \(read) rules taken, \(others) of other sources, refused: \(refused)"
        )
        #expect(read > 1_800 && taken * 100 >= read * 99)
    }

    @Test("every recorded event of the regression data is found by its rule")
    func regressionData() throws {
        var rules: [String: SigmaRule] = [:]
        for entry in try SharedRules.files().flatMap(\.entries) {
            if case .rule(let rule) = entry.document { rules[rule.head.id ?? ""] = rule }
        }
        let all = try RegressionData.all()
        for data in all {
            let rule = try #require(rules[data.ruleID], "\(data.file.path)")
            guard case .sources(let sources) = LogSourceTable.standard.answer(rule.logSource) else {
                Issue.record("\(rule.head.title): no source")
                continue
            }
            let records = try data.records()
            let isFound = records.contains { record in
                let event = RawEvents.event(record)
                let field = RawEvents.field(event.dataSet)
                return sources.contains { source in
                    source.membership(field).holds(for: event)
                        && rule.condition.predicate(of: source, field).holds(for: event)
                }
            }
            #expect(isFound && !records.isEmpty, "\(rule.head.title): \(data.file.path)")
        }
        #expect(all.count > 100)
    }
}
