import DaemonRuntime
import TestSupport

/// A syslog connection in any cut.
final class SyslogTarget: FuzzTarget {
    static let name = "syslog"
    static let seeds = [
        "7 <13>a b5 <1>xy\n12 <34>1 - - -", "<13>one\n<13>two\n", "5 <1>xy<2>line\n4 <3>z",
        "30 <34>1 2024-01-01T00:00:00Z h a17 <Event>x</Event>\n", "<Event>\n<a/>\n</Event>\n",
    ].map { Array($0.utf8) }
    static let words = [
        "1 ", "9 ", "512 ", "513 ", "999999999 ", "<13>", "\n", " ", "0", "<Event>", "</Event>",
        "{\"", "}",
    ]

    init() {}

    func run(_ input: [UInt8], _ random: inout SplitMix64) -> Int {
        let whole = Self.frame(input, cuts: [])
        let cuts = (0..<Int.random(in: 1...6, using: &random)).map { _ in
            Int.random(in: 0...input.count, using: &random)
        }.sorted()
        let cut = Self.frame(input, cuts: cuts)
        precondition(whole == cut, "cut at \(cuts): \(cut) is not \(whole)")
        return whole.reduce(whole.count) { $0 &* 31 &+ $1.count / 8 }
    }

    private static func frame(_ input: [UInt8], cuts: [Int]) -> [[UInt8]] {
        var framer = SyslogFramer(recordBytesMax: FramingTarget.limit)
        var found: [[UInt8]] = []
        var place = 0
        func drain() {
            while framer.next({ kind, bytes, start, end in
                precondition(start <= end && end <= UInt64(input.count), "\(start)…\(end)")
                found.append(Array("\(kind)".utf8) + (0..<bytes.count).map { bytes[$0] })
                return true
            }) == .taken {}
        }
        for cut in cuts + [input.count] {
            framer.append(input[place..<cut])
            drain()
            precondition(framer.pendingBytes <= FramingTarget.limit + 16)
            place = cut
        }
        framer.finish()
        drain()
        return found
    }
}
