import CIM
import DetectionExport
import RiskDetection
import SPL
import Testing

struct SplunkStashSchemaTests {
    /// Reads `<epoch>, key="value", …` as the stash extraction of Splunk does.
    private func read(_ line: [UInt8]) throws -> (epoch: String, pairs: [(String, String)]) {
        let text = Array(String(decoding: line, as: UTF8.self).unicodeScalars)
        var index = text.firstIndex(of: ",") ?? text.count
        let epoch = String(String.UnicodeScalarView(text[..<index]))
        var pairs: [(String, String)] = []
        while index < text.count {
            try #require(text[index] == "," && text[index + 1] == " ")
            let equals = try #require(text[index...].firstIndex(of: "="))
            let key = String(String.UnicodeScalarView(text[(index + 2)..<equals]))
            try #require(text[equals + 1] == "\"")
            var value = String.UnicodeScalarView()
            index = equals + 2
            while text[index] != "\"" {
                if text[index] == "\\" { index += 1 }
                value.append(text[index])
                index += 1
            }
            pairs.append((key, String(value)))
            index += 1
        }
        return (epoch, pairs)
    }

    @Test("a line is the run's time, the search name, then pairs by key")
    func line() throws {
        let (epoch, pairs) = try read(
            SplunkStashSchema.line(try RecordFixture.processRow()[0]))
        #expect(epoch == "1704924000")
        #expect(pairs[0] == ("search_name", "ESCU - Fixture - Rule"))
        let keys = pairs.dropFirst().map(\.0)
        #expect(keys == keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        let values = Dictionary(pairs) { first, _ in first }
        #expect(values["risk_object"] == "CORP\\ann")
        #expect(values["risk_object_type"] == "user")
        #expect(values["risk_score"] == "56")
        #expect(values["process"] == "a.exe -x \"y\"")
        #expect(values["info_min_time"] == "1704919800")
        #expect(values["annotations.mitre_attack"] == "T1197")
        #expect(values["orig_sid"] == nil)
    }

    @Test("columns that Splunk keeps for itself are renamed or left out, several values repeated")
    func columns() throws {
        let record = try RecordFixture.records([
            "user": .string("ann"), "host": .string("h"), "tag": .multivalue(["b", "a"]),
            "_raw": .string("r"), "_cd": .string("1"), "_other": .string("no"),
            "date_hour": .string("7"), "punct": .string("no"), "sid": .string("no"),
            "risk_score": .string("99"), "empty": .string(""), "nothing": .null,
            "a b": .string("blank"),
        ])[0]
        let (_, pairs) = try read(SplunkStashSchema.line(record))
        func values(_ key: String) -> [String] { pairs.filter { $0.0 == key }.map(\.1) }
        #expect(values("orig_host") == ["h"])
        #expect(values("orig_tag") == ["b", "a"])
        #expect(values("orig_raw") == ["r"])
        #expect(values("orig_cd") == ["1"])
        #expect(values("orig_risk_score") == ["99"])
        #expect(values("risk_score") == ["56"])
        #expect(values("a_b") == ["blank"])
        for key in ["host", "tag", "_other", "date_hour", "punct", "sid", "empty", "nothing"] {
            #expect(values(key).isEmpty, "\(key)")
        }
    }

    @Test("the collector's envelope names index, source and sourcetype, and holds the line")
    func envelope() throws {
        for record in try RecordFixture.processRow() {
            let fields = try RecordFixture.object(HECSchema.line(record))
            #expect(fields["time"] as? Int == 1_704_924_000)
            #expect(fields["index"] as? String == record.kind)
            #expect(fields["source"] as? String == "ESCU - Fixture - Rule")
            #expect(fields["sourcetype"] as? String == "stash")
            #expect(
                fields["event"] as? String
                    == String(decoding: SplunkStashSchema.line(record), as: UTF8.self))
            // Indexed fields are flat: text, or lists of text.
            let indexed = try fields.object("fields")
            #expect(indexed.values.allSatisfy { $0 is String || $0 is [String] })
            #expect(indexed["orig_action_name"] as? String == record.kind)
        }
    }
}
