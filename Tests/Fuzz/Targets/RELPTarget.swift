import DaemonRuntime
import TestSupport

/// What a RELP receiver answers, in any cut: no message counts as taken that has no answer.
final class RELPTarget: FuzzTarget {
    static let name = "relp"
    static let seeds = [
        "1 rsp 44 200 OK\nrelp_version=0\ncommands=syslog,eventlog\n2 rsp 6 200 OK\n",
        "2 rsp 6 200 OK\n3 rsp 3 200\n4 rsp 8 500 full\n", "0 serverclose 0\n", "2 rsp 1  \n",
        "1 rsp 6 500 no\n",
    ].map { Array($0.utf8) }
    static let words = [
        "1 ", "2 ", "3 ", "4 ", "5 ", "999999999 ", "rsp ", "syslog ", "6 200 OK\n", "131072 ",
        "131073 ", "0\n", "\n", " ", "commands=syslog", "relp_version=",
    ]

    private static let messages = 4

    init() {}

    func run(_ input: [UInt8], _ random: inout SplitMix64) -> Int {
        let whole = Self.answers(input, cuts: [])
        let cuts = (0..<Int.random(in: 1...6, using: &random)).map { _ in
            Int.random(in: 0...input.count, using: &random)
        }.sorted()
        let cut = Self.answers(input, cuts: cuts)
        precondition(whole == cut, "cut at \(cuts): \(cut) is not \(whole)")
        return whole.reduce(whole.count) { $0 &* 31 &+ fuzzKind($1) % 64 }
    }

    private static func answers(_ input: [UInt8], cuts: [Int]) -> [String] {
        var session = RELPSession()
        var sent: [UInt8] = []
        session.open(into: &sent)
        for place in 0..<messages { session.syslog([0x78], place: place, into: &sent) }
        var found: [String] = []
        var start = 0
        for cut in cuts + [input.count] {
            do throws(RELPProtocolError) {
                try session.receive(Array(input[start..<cut])) { found.append("\($0)") }
            } catch {
                // What it says quotes what had come.
                return found + ["ended"]
            }
            start = cut
        }
        // Each command is answered once at most.
        precondition(found.count + session.unanswered == messages + 1, "\(found)")
        return found
    }
}
