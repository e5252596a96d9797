import SPL
import Testing

/// No text may crash the compiler, and every problem lies in the text.
struct MutationTests {
    private static let searches = [
        #"| tstats `s` count min(_time) as firstTime from datamodel=Endpoint.Processes where "#
            + #"`p` Processes.process IN ("*a*", *b*,) NOT (Processes.user!="x\"y\\" OR a<5) "#
            + #"by _time span=1h Processes.dest, Processes.user | `d(Processes)` | `t("lastTime")` "#
            + #"| search NOT x=CASE(é) [| a | b] ```c``` | eval x="`" | rename "a*" as *, b AS c"#,
        "| `d(a,b)` | `loop` | convert timeformat=\"%s\" ctime(*) as x* | `s``s` | where x",
        "tstats c from datamodel=Endpoint where nodename=Processes groupby host | search \"",
    ]

    private static let macros = MacroTable([
        Macro(name: "s", definition: "summariesonly=`v` fillnull_value=null"),
        Macro(name: "v", definition: "false"),
        Macro(name: "p", definition: "(Processes.process_name=a.exe OR Processes.user=b)"),
        Macro(name: "d", arguments: ["o"], definition: #"rename "$o$.*" as *"#),
        Macro(name: "t", arguments: ["f"], definition: "convert ctime($f$)"),
        Macro(name: "loop", definition: "`loop` `loop`"),
    ])

    private static let pieces: [String] = [
        "`", "\"", "\\", "|", "(", ")", "[", "]", ",", "=", "!=", "<", "*", "$", " ", "\n", "```",
        "NOT ", " OR ", " AND ", " IN (", " by ", " as ", " from ", " where ", "`s`", "`d(",
        "CASE(",
        "TERM(\"", "é", "\u{0}", "span=", "datamodel=", "nodename=", "count(", "\u{FEFF}", "😀",
    ]

    @Test(
        "mutated searches compile or are refused, with places within the text",
        arguments: [0x5EED, 1, 2, 3])
    func survivesMutation(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let compiler = SearchCompiler(macros: Self.macros)
        for _ in 0..<400 {
            var text = Array(Self.searches.randomElement(using: &random)!.utf8)
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                mutate(&text, &random)
            }
            let search = String(decoding: text, as: UTF8.self)
            let result = compiler.compile(search)
            #expect((result.plan == nil) == !result.errors.isEmpty)
            let length = search.utf8.count
            for problem in result.errors + result.warnings {
                #expect(problem.range.upperBound <= length, "seed \(seed): \(search)")
                #expect(!problem.rendered(in: search).isEmpty)
            }
        }
    }

    private func mutate(_ text: inout [UInt8], _ random: inout SplitMix64) {
        let place = Int.random(in: 0...text.count, using: &random)
        let end = Int.random(in: place...min(text.count, place + 12), using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: text.removeSubrange(place..<end)
        case 1:
            text.insert(
                contentsOf: text[place..<end], at: Int.random(in: 0...place, using: &random))
        case 2:
            text.replaceSubrange(place..<end, with: Self.pieces.randomElement(using: &random)!.utf8)
        default: text.insert(contentsOf: Self.pieces.randomElement(using: &random)!.utf8, at: place)
        }
    }

    @Test("many times one character is refused in good time", arguments: pieces)
    func survivesRepetition(_ piece: String) {
        let start = ContinuousClock.now
        let compiler = SearchCompiler(macros: Self.macros)
        for prefix in ["", "| tstats count from datamodel=Endpoint.Processes where ", "| rename "] {
            let search = prefix + String(repeating: piece, count: 20_000)
            let result = compiler.compile(search)
            #expect((result.plan == nil) == !result.errors.isEmpty)
        }
        #expect(ContinuousClock.now - start < .seconds(60))
    }
}
