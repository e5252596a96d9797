import CIM
import DaemonRuntime
import RiskDetection
import TestSupport

/// Text in which a prefilter finds much: one thing many times, up to and beyond every bound, in any
/// cut and encoding. No event may be missed for it.
final class DenseTarget: FuzzTarget {
    static let name = "dense"
    /// Of the prefilter: small, so that it is met.
    private static let hitsMax = 16
    private static let detections = [
        "| tstats count from datamodel=Endpoint.Processes where Processes.process=*whoami* "
            + "by Processes.process Processes.dest Processes.user"
    ].compactMap { try? Detection.fixture($0) }
    private static let plan = PrefilterPlan(detections)

    private static let xml =
        "<Event><System><Provider Name='Microsoft-Windows-Sysmon'/><EventID>1</EventID><TimeCreated "
        + "SystemTime='2024-01-10T19:00:16Z'/></System><EventData><Data Name='CommandLine'>whoami"
        + "</Data></EventData></Event>"
    private static let json =
        #"{"EventTime":"2024-01-10 19:00:16","EventID":1,"SourceName":"Microsoft-Windows-Sysmon","#
        + #""CommandLine":"whoami"}"#
    static let seeds = [
        xml, json, xml + xml, xml + "\n" + json + "\n" + xml, json + "\n" + xml + xml + "\n",
        "<Events>\n" + xml + "\n" + xml + "</Events>\n",
    ].map { Array($0.utf8) }
    static let words = [
        "&#13;&#10;", "&#65;", "&#x77;", "&amp;", "<!--x-->", "<!-->", "<![CDATA[x]]>", "<?p ?>",
        "\\u0041", "\\U0041", "\\u0022", "\\u00e9", "a\\\"b", "\\\"", "\\\\", "whoami", "WHOAMI",
        "\u{130}", "\u{212A}", "[", "{", "<EventID ", "<Event>", "</Event>", "\"EventID\":", "\n",
        "\r\n", "who", "ami", "'", "\"",
    ]

    init() {}

    private struct Read: Equatable {
        var matched = 0
        var records = 0
    }

    func run(_ input: [UInt8], _ random: inout SplitMix64) -> Int {
        let many = Self.multiplied(input, &random)
        let text = Self.encoded(many, &random)
        let whole = Self.read(text, pieces: text.count, RecordFramer(recordBytesMax: 1 << 20))
        let size = 1 << Int.random(in: 0...16, using: &random)
        // A build without Vectorscan has nothing to compare.
        guard let framer = RecordFramer.filtered(by: Self.plan, hitsMax: Self.hitsMax) else {
            return whole.matched
        }
        let filtered = Self.read(text, pieces: max(size, text.count >> 12), framer)
        precondition(whole == filtered, "\(filtered) is not \(whole)")
        return whole.matched &* 31 &+ whole.records
    }

    /// One word put in somewhere, as often as a bound allows, once less or more, or much more.
    private static func multiplied(_ input: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        guard let word = words.randomElement(using: &random) else { return input }
        let times =
            [hitsMax - 1, hitsMax, hitsMax + 1, 2 * hitsMax, 20 * hitsMax]
            .randomElement(using: &random) ?? 1
        let at = Int.random(in: 0...input.count, using: &random)
        let many = (0..<times).flatMap { _ in Array(word.utf8) }
        return Array(input[..<at]) + many + Array(input[at...])
    }

    private static func encoded(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        let order = Int.random(in: 0..<6, using: &random)
        guard order < 2 else { return bytes }
        let units = String(decoding: bytes, as: UTF8.self).utf16
        let pairs = units.flatMap { unit -> [UInt8] in
            let (low, high) = (UInt8(truncatingIfNeeded: unit), UInt8(unit >> 8))
            return order == 0 ? [low, high] : [high, low]
        }
        return (order == 0 ? [0xFF, 0xFE] : [0xFE, 0xFF]) + pairs
    }

    private static func read(
        _ bytes: [UInt8], pieces: Int, _ framer: consuming RecordFramer
    ) -> Read {
        var framer = framer
        var normalizer = Normalizer(profile: .splunk)
        var engine = DetectionEngine(detections: detections)
        var event = Event(dataSet: Processes.dataSet)
        var read = Read()
        func drain() {
            while framer.next({ kind, record, _, _ in
                read.records += 1
                if kind == .record,
                    normalizer.normalize(record, as: .automatic, into: &event) == .event
                {
                    engine.ingest(event)
                }
                return true
            }) == .taken {}
        }
        var place = 0
        while place < bytes.count {
            let end = min(bytes.count, place + max(1, pieces))
            framer.append(bytes[place..<end])
            place = end
            drain()
        }
        framer.finish()
        drain()
        read.records += framer.passedOver
        read.matched = engine.counters(of: 0).matched
        return read
    }
}
