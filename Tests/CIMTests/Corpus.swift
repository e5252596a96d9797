import CIM
import Foundation
import TestSupport
import Testing

/// One file of real logs, cut into records, and what became of them.
struct Corpus: Sendable {
    /// The records that are members.
    var members: [[UInt8]] = []
    /// Members by the kind that the manifest counts.
    var kinds: [String: Int] = [:]
    var skipped: [SkipReason: Int] = [:]
    var notMembers = 0
    /// Members of other data sets than `Endpoint.Processes`.
    var others: [String: Int] = [:]

    /// Every file by its name, read once for all tests: it takes a while without optimisation.
    static let all: [String: Corpus] = {
        var all: [String: Corpus] = [:]
        for row in rows { all[row.file] = try? Corpus(row.file) }
        return all
    }()

    /// What the manifest says of a file: Sysmon 1, Security 4688, ProcessRollup2.
    struct Row: CustomTestStringConvertible {
        var file: String
        var events: Int
        var sysmon: Int
        var security: Int
        var falcon: Int

        var testDescription: String { file }
    }

    private init(_ file: String) throws {
        var normalizer = Normalizer(profile: .splunk)
        var event = Event(dataSet: Processes.dataSet)
        for record in Self.records(try SharedData.bytes(file), isXML: file.contains(".xml")) {
            switch normalizer.normalize(record.span, into: &event) {
            case .event where event.dataSet != Processes.dataSet:
                others[event.dataSet.qualifiedName, default: 0] += 1
            case .event:
                members.append(record)
                kinds[event.string(Processes.Field.source.id) ?? "", default: 0] += 1
            case .notMember: notMembers += 1
            case .skipped(let reason): skipped[reason, default: 0] += 1
            }
        }
    }

    func events(profile: Profile) -> [Event] {
        var normalizer = Normalizer(profile: profile)
        // The reference implementation of this profile calls a sensor without a name "unknown".
        if profile == .splunk { normalizer.identities = SharedData.unknownSensors(members) }
        return members.map { record in
            var event = Event(dataSet: Processes.dataSet)
            #expect(normalizer.normalize(record.span, into: &event) == .event)
            return event
        }
    }

    static let rows: [Row] = [
        Row(
            file: "attack_data-xmlwineventlog-A.xml.gz", events: 288, sysmon: 96, security: 38,
            falcon: 0),
        Row(
            file: "capattack-T1562.001-dism.xml.gz", events: 2_050, sysmon: 23, security: 53,
            falcon: 0),
        Row(
            file: "security-evtx-to-mitre-A.xml.gz", events: 2_534, sysmon: 0, security: 122,
            falcon: 0),
        Row(file: "sysmon-edr-testing-script.xml", events: 122, sysmon: 96, security: 0, falcon: 0),
        Row(
            file: "nxlog-attackrange-A.json.gz", events: 24_985, sysmon: 974, security: 0,
            falcon: 0),
        Row(file: "otrf-flat-A.json.gz", events: 28_843, sysmon: 122, security: 123, falcon: 0),
        Row(
            file: "otrf-winlogbeat6-A.json.gz", events: 2_668, sysmon: 11, security: 11, falcon: 0),
        Row(file: "fdr-panther-A.json", events: 26, sysmon: 0, security: 0, falcon: 21),
        Row(file: "examples-sysmon_eventid_1.xml", events: 1, sysmon: 1, security: 0, falcon: 0),
        Row(
            file: "examples-windows_event_log_security_4688.xml", events: 1, sysmon: 0,
            security: 1, falcon: 0),
        Row(
            file: "examples-crowdstrike_processrollup2.json", events: 1, sysmon: 0, security: 0,
            falcon: 1),
        Row(file: "constructed-bits-sysmon.xml", events: 12, sysmon: 12, security: 0, falcon: 0),
        Row(file: "constructed-bits-4688.xml", events: 12, sysmon: 0, security: 12, falcon: 0),
        Row(file: "constructed-bits-nxlog.json", events: 12, sysmon: 12, security: 0, falcon: 0),
        Row(file: "constructed-bits-fdr.json", events: 12, sysmon: 0, security: 0, falcon: 12),
    ]

    /// XML from `<Event ` to `</Event>`, JSON by line.
    static func records(_ bytes: [UInt8], isXML: Bool) -> [[UInt8]] {
        guard isXML else {
            return ByteLines.split(bytes).map(Array.init)
        }
        let data = Data(bytes)
        let open = Data("<Event ".utf8)
        let close = Data("</Event>".utf8)
        var records: [[UInt8]] = []
        var rest = 0..<data.count
        while let start = data.range(of: open, in: rest),
            let end = data.range(of: close, in: start.upperBound..<rest.upperBound)
        {
            records.append(Array(data[start.lowerBound..<end.upperBound]))
            rest = end.upperBound..<rest.upperBound
        }
        return records
    }
}
