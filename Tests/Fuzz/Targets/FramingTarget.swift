import DaemonRuntime
import TestSupport

/// A log file in any cut.
final class FramingTarget: FuzzTarget {
    static let name = "framing"
    static let seeds =
        [
            "<Event xmlns='x'><System>\n</System></Event>\n{\"a\":1}\r\n<Events><Event/></Events>\n",
            "<13>Jan 1 h a: <Event>x</Event><Event>y</Event>\nplain\n\0\0\0{\"b\":{}}",
            "\u{FEFF}<?xml version='1.0'?>\n<Event>cut\n<Event>whole</Event>",
        ].map { Array($0.utf8) } + [[0xFF, 0xFE, 0x3C, 0x00, 0x0A, 0x00, 0x7B, 0x00, 0x3D, 0xD8]]
    static let words = [
        "<Event>", "<Event ", "</Event>", "<Event/>", "<Events>", "</Events>", "\n", "\r\n", "{",
        "{\"", "}", "<13>", "<?xml", "\0", "\u{FEFF}", "<", "Event", "EventID",
    ]
    /// Small, so that it is met.
    static let limit = 512

    struct Framed: Equatable {
        var kind: FramerOutput
        var bytes: [UInt8]
        var start: UInt64
        var end: UInt64
    }

    init() {}

    func run(_ input: [UInt8], _ random: inout SplitMix64) -> Int {
        let whole = Self.frame(input, cuts: [], refusing: false, &random)
        let cuts = (0..<Int.random(in: 1...6, using: &random)).map { _ in
            Int.random(in: 0...input.count, using: &random)
        }
        let cut = Self.frame(input, cuts: cuts.sorted(), refusing: true, &random)
        precondition(whole == cut, "cut at \(cuts): \(cut) is not \(whole)")
        return whole.reduce(whole.count) {
            $0 &* 31 &+ $1.bytes.count / 8 + "\($1.kind)".utf8.count
        }
    }

    private static func frame(
        _ input: [UInt8], cuts: [Int], refusing: Bool, _ random: inout SplitMix64
    ) -> [Framed] {
        var framer = RecordFramer(recordBytesMax: limit)
        var found: [Framed] = []
        var place = 0
        func drain(_ random: inout SplitMix64) {
            var framing = Framing.taken
            while framing != .needsMore {
                let refuses = refusing && Int.random(in: 0..<4, using: &random) == 0
                framing = framer.next { kind, bytes, start, end in
                    guard !refuses else { return false }
                    precondition(start <= end && end <= UInt64(input.count), "\(start)…\(end)")
                    found.append(
                        Framed(
                            kind: kind, bytes: (0..<bytes.count).map { bytes[$0] }, start: start,
                            end: end))
                    return true
                }
            }
        }
        for cut in cuts + [input.count] {
            framer.append(input[place..<cut])
            drain(&random)
            // Its first line is held until it tells what the file is (`TextStart.lineBytesMax`).
            let heldMax = max(limit + 16, 4_096)
            precondition(framer.pendingBytes <= heldMax, "\(framer.pendingBytes) bytes held")
            place = cut
        }
        framer.finish()
        drain(&random)
        return found
    }
}
