import CIM
import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: SharedData.isPresent, "needs ../shared/corpora"), .serialized)
struct CorpusTests {
    @Test(
        "every process creation of a file becomes an event, and nothing else does",
        arguments: Corpus.rows)
    func counts(row: Corpus.Row) throws {
        let corpus = try #require(Corpus.all[row.file])
        let sysmon = "XmlWinEventLog:Microsoft-Windows-Sysmon/Operational"
        #expect(corpus.kinds[sysmon, default: 0] == row.sysmon)
        #expect(corpus.kinds["XmlWinEventLog:Security", default: 0] == row.security)
        #expect(corpus.kinds["crowdstrike", default: 0] == row.falcon)
        let skipped = corpus.skipped.values.reduce(0, +)
        let others = corpus.others.values.reduce(0, +)
        #expect(corpus.members.count + corpus.notMembers + others + skipped == row.events)
        // The manifest's two rejected records lack the time.
        let expected: [SkipReason: Int] = row.file == "fdr-panther-A.json" ? [.missingTime: 2] : [:]
        #expect(corpus.skipped == expected)
    }

    @Test(
        "events of the other data sets are as many as the ids in the text say",
        arguments: [
            (["12", "13", "14"], "Microsoft-Windows-Sysmon", "Endpoint.Registry"),
            (["2", "11", "15", "23", "26"], "Microsoft-Windows-Sysmon", "Endpoint.Filesystem"),
            (["22"], "Microsoft-Windows-Sysmon", "Network_Resolution.DNS"),
        ])
    func otherDataSets(_ ids: [String], _ provider: String, _ dataSet: String) throws {
        var total = 0
        for row in Corpus.rows where row.file.contains(".xml") {
            let text = String(decoding: try SharedData.bytes(row.file), as: UTF8.self)
            let expected = text.components(separatedBy: "</Event>").count { event in
                event.contains(provider) && ids.contains { event.contains("<EventID>\($0)<") }
            }
            let corpus = try #require(Corpus.all[row.file])
            #expect(corpus.others[dataSet, default: 0] == expected, "\(row.file)")
            total += expected
        }
        #expect(total > 0)
    }

    @Test("the fields of every expected row are those of an event", arguments: Profile.allCases)
    func fields(profile: Profile) throws {
        let lines = try SharedData.bytes("EXPECTED-\(profile.rawValue).jsonl.gz")
            .split(separator: 0x0A)
        var byFile: [String: [ExpectedRow]] = [:]
        for line in lines {
            let row = try ExpectedRow(line)
            byFile[row.file, default: []].append(row)
        }
        var compared = 0
        for (file, rows) in byFile {
            let events = try #require(Corpus.all[file]).events(profile: profile)
            for row in rows {
                compared += 1
                // A command line may be one of several in the row, so its time tells nothing.
                let seconds = events.filter { row.agrees($0, except: .process) }
                    .map(\.time.seconds)
                let isTimed =
                    row.first.map(seconds.contains) ?? true
                    && row.last.map(seconds.contains) ?? true
                #expect(
                    isTimed && events.contains { row.agrees($0) },
                    "\(file): \(row.rule): \(row.fields)")
            }
        }
        #expect(compared == lines.count)
    }
}

/// One row that the reference implementation returned, as far as its cells are fields of events.
private struct ExpectedRow {
    var file: String
    var rule: String
    var fields: [Processes.Field: String] = [:]
    var first: Int64?
    var last: Int64?

    init(_ line: ArraySlice<UInt8>) throws {
        let row = try #require(
            try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
        file = try #require(row["file"] as? String)
        rule = try #require(row["rule"] as? String)
        let result = try #require(row["result"] as? [String: Any])
        for field in Processes.Field.allCases {
            if let text = result["\(field)"] as? String { fields[field] = text }
        }
        first = (result["firstTime"] as? String).flatMap(Timestamp.parse(_:))?.seconds
        last = (result["lastTime"] as? String).flatMap(Timestamp.parse(_:))?.seconds
    }

    /// `null` is what `fillnull_value` makes of a missing field.
    func agrees(_ event: Event, except ignored: Processes.Field? = nil) -> Bool {
        if let first, event.time.seconds < first { return false }
        if let last, event.time.seconds > last { return false }
        return fields.allSatisfy { field, text in
            field == ignored || (event.string(field.id) ?? "null") == text
        }
    }
}
