import TestSupport
import Testing

@testable import SPL

/// Which name a slip was meant for.
struct SuggestionTests {
    private static func word(_ random: inout SplitMix64, _ most: Int) -> String {
        String(
            (0..<Int.random(in: 0...most, using: &random)).map { _ in
                "abAB_é".randomElement(using: &random) ?? "a"
            })
    }

    @Test(
        "a distance within a limit is that of the whole table, and one beyond is none",
        arguments: 0..<20)
    func bounded(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var rows = DistanceRows()
        for _ in 0..<200 {
            let (a, b) = (
                Array(Self.word(&random, 12).utf8), Array(Self.word(&random, 12).utf8)
            )
            let whole = Suggestion.distance(a, b)
            for limit in 0...4 {
                #expect(
                    rows.distance(a, b, atMost: limit) == (whole <= limit ? whole : nil),
                    "\(a) \(b) within \(limit): \(whole)")
            }
        }
    }

    @Test("the nearest name is that of a look at all of them, in their order", arguments: 0..<20)
    func nearest(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let names = Set((0..<60).map { _ in Self.word(&random, 8) }).sorted()
        let macros = MacroTable(names.map { Macro(name: $0, definition: "x") })
        for _ in 0..<60 {
            let name = Self.word(&random, 8)
            let wanted = Array(name.lowercased().utf8)
            let slipsMax = max(1, min(3, wanted.count / 3))
            let expected =
                wanted.isEmpty
                ? nil
                : names.map {
                    (name: $0, slips: Suggestion.distance(wanted, Array($0.lowercased().utf8)))
                }
                .filter { $0.slips <= slipsMax }
                .min { ($0.slips, $0.name) < ($1.slips, $1.name) }?.name
            #expect(Suggestion.nearest(to: name, among: names) == expected, "\(name)")
            #expect(macros.nearest(to: name) == expected, "\(name)")
        }
    }

    @Test("macros are told apart by their number of arguments, and numbers are told in order")
    func arities() {
        var macros = MacroTable()
        for arguments in [["a", "b"], [], ["a"], ["c", "d"]] {
            macros.define(Macro(name: "m", arguments: arguments, definition: "x"))
        }
        #expect(macros.arities(of: "m") == [0, 1, 2])
        #expect(macros.arities(of: "n").isEmpty)
    }

    @Test("names are compared by their first 80 bytes")
    func longNames() {
        let name = String(repeating: "x", count: 79)
        let candidates = ["y", name + "a" + String(repeating: "z", count: 10_000)]
        #expect(Suggestion.nearest(to: name + "a", among: candidates) == candidates[1])
        #expect(Suggestion.nearest(to: name + "aqqqqqqqq", among: candidates) == candidates[1])
        let short = ["y", String(repeating: "x", count: 76) + "a"]
        #expect(Suggestion.nearest(to: name + "a", among: short) == short[1])
        let far = [String(repeating: "x", count: 75) + "abcde"]
        #expect(Suggestion.nearest(to: name + "a", among: far) == nil)
    }
}
