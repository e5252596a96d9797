import CIM
import TestSupport

/// One record of XML or JSON.
final class RecordTarget: FuzzTarget {
    static let name = "records"
    static let seeds: [[UInt8]] = FuzzFixtures.records
    static let words = [
        "<Event>", "</Event>", "<System>", "<EventData>", "<Data Name='", "'>", "</Data>", "<!--",
        "-->", "<![CDATA[", "]]>", "<!DOCTYPE x [", "<!ENTITY a \"b\">", "]>", "&amp;", "&#10;",
        "&#x110000;", "&a;", "<?x ?>", "xmlns=", "{", "}", "[", "]", "\"", ":", ",", "\\u0000",
        "\\ud800", "\\udc00", "\\\"", "null", "true", "1e5", "\"EventData\":", "\"winlog\":",
        "\"event_id\":", "\"EventID\":", "\"event_simpleName\":\"ProcessRollup2\"", "\u{0}",
        "\u{FEFF}",
        "\"message\":\"{\\\"", "\"event\":{", "\"Records\":[", "\"_raw\":\"<Event>",
        "&lt;Event&gt;",
        "<13>1 - - - - - ", "2024-02-30T25:61:61Z", "/Date(1704924000000)/",
    ]

    private var normalizers = Profile.allCases.map { Normalizer(profile: $0) }
    private var event = Event(dataSet: Processes.dataSet)
    private var inspector = RawInspector()

    init() {}

    func run(_ input: [UInt8], _ random: inout SplitMix64) -> Int {
        let format = RecordFormat.allCases.randomElement(using: &random) ?? .automatic
        var kind = 0
        for place in normalizers.indices {
            let outcome = normalizers[place].normalize(input.span, as: format, into: &event)
            kind = kind &* 64 &+ fuzzKind("\(outcome)")
            look(outcome, &kind)
            while let outcome = normalizers[place].next(into: &event) { look(outcome, &kind) }
        }
        inspector.read(input.span) { outcome, event, _ in
            kind = kind &* 64 &+ fuzzKind("\(outcome)")
            guard outcome == .event else { return }
            for (index, name) in event.dataSet.fields.enumerated() {
                event.forEachValue(of: FieldID(index: index)) { range in
                    precondition(
                        String(validating: event.bytes[range], as: UTF8.self) != nil,
                        "\(name) is not UTF-8")
                }
            }
        }
        return kind
    }

    private func look(_ outcome: Normalization, _ kind: inout Int) {
        guard outcome == .event else { return }
        for field in event.dataSet.fields {
            guard let id = event.dataSet.field(field), let range = event.range(of: id) else {
                continue
            }
            precondition(
                String(validating: event.bytes[range], as: UTF8.self) != nil,
                "\(field) is not UTF-8")
            kind = kind &* 31 &+ range.count / 16
        }
    }
}
