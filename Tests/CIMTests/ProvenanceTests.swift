import CIM
import Foundation
import TestSupport
import Testing

/// Where the values of an event come from, by the rules of the mappings.
struct ProvenanceTests {
    private func inspect(_ record: String, _ profile: Profile = .splunk) -> RecordInspection {
        var normalizer = Normalizer(profile: profile)
        return normalizer.inspect(Array(record.utf8).span)
    }

    private func origin(
        _ field: Processes.Field, of inspection: RecordInspection
    ) -> FieldOrigin? { inspection.origins[field.id] }

    @Test("a value as it is, a part of one, one of several fields, a constant, a calculation")
    func kinds() {
        let inspection = inspect(
            Fixture.security([
                "NewProcessName": #"C:\Windows\System32\bitsadmin.exe"#,
                "CommandLine": "bitsadmin /create x", "TargetUserName": "-",
                "SubjectUserName": "ann", "NewProcessId": "0x10",
            ]))
        #expect(inspection.outcome == .event)
        #expect(inspection.sourceTitle == "Windows Security event 4688")
        #expect(inspection.timeField == "TimeCreated")
        func expect(_ field: Processes.Field, _ raw: [String], _ verbatim: Bool, _ model: Bool) {
            #expect(
                origin(field, of: inspection)
                    == FieldOrigin(rawFields: raw, isVerbatim: verbatim, isCalculated: model),
                "\(field)")
        }
        expect(.process_path, ["NewProcessName"], true, false)
        expect(.process_name, ["NewProcessName"], false, false)
        expect(.process, ["CommandLine", "NewProcessName"], false, false)
        // The dash stands for no target user, so the subject's decides.
        expect(.user, ["SubjectUserName"], true, false)
        expect(.process_id, ["NewProcessId"], true, false)
        expect(.vendor_product, [], false, false)
        // No source field: the data model fills in `unknown`.
        expect(.original_file_name, [], false, true)
        #expect(origin(.process_guid, of: inspection) == nil)
    }

    @Test("records that are no events say what they are")
    func others() {
        #expect(inspect("{").outcome != .event)
        #expect(inspect("{").sourceTitle == nil)
        let other = inspect(Fixture.json(["EventID": "7", "SourceName": "x", "Hostname": "h"]))
        #expect(other.outcome == .notMember)
        #expect(other.event == nil)
    }

    @Test("each source is listed for its data set, with the fields in the place of others")
    func capabilities() throws {
        let sources = SourceCapability.all(of: Processes.dataSet, profile: .splunk)
        let security = try #require(sources.first { $0.title == "Windows Security event 4688" })
        #expect(
            security.fields[Processes.Field.user.id]
                == [
                    "TargetUserName", "SubjectUserName", "name of SID", "TargetUserSid",
                    "SubjectUserSid",
                ])
        #expect(security.fields[Processes.Field.original_file_name.id] == nil)
        let falcon = try #require(sources.first { $0.title == "CrowdStrike ProcessRollup2" })
        #expect(falcon.fields[Processes.Field.process_id.id] == ["TargetProcessId"])
        #expect(falcon.fields[Processes.Field.parent_process.id] == nil)
        #expect(falcon.fields[Processes.Field.action.id] == [])
    }

    @Test("a field that two rules give is of the later, then of the earlier; a name once")
    func order() throws {
        let sources = SourceCapability.all(of: Processes.dataSet, profile: .splunk)
        let security = try #require(sources.first { $0.title == "Windows Security event 4688" })
        #expect(
            security.fields[Processes.Field.dest.id]
                == ["TargetServerName", "Computer", "ComputerName", "Hostname", "host"])
        let registry = try #require(
            SourceCapability.all(of: Registry.dataSet, profile: .splunk)
                .first { $0.title == "Sysmon event 13" })
        #expect(registry.fields[Registry.Field.action.id] == [])
        #expect(registry.fields[Registry.Field.registry_value_data.id] == ["Details"])
    }

    @Test(
        "what made-up events hold is among what their sources are said to give",
        arguments: MadeUpLog.all, Profile.allCases)
    func madeUp(log: MadeUpLog, profile: Profile) throws {
        var normalizer = Normalizer(profile: profile)
        let sources = DataModel.all.flatMap { SourceCapability.all(of: $0, profile: profile) }
        let source = try #require(sources.first { $0.title == log.title })
        var events = 0
        for line in log.lines {
            let inspection = normalizer.inspect(Array(line.utf8).span)
            guard let event = inspection.event else { continue }
            events += 1
            #expect(inspection.sourceTitle == log.title)
            for (field, origin) in inspection.origins where !origin.isCalculated {
                let known = try #require(
                    source.fields[field], "\(log) gives \(event.dataSet.fields[field.index])")
                #expect(
                    origin.rawFields.allSatisfy { known.contains($0) || $0 == "EventID" },
                    "\(event.dataSet.fields[field.index]): \(origin.rawFields) in \(known)")
            }
        }
        #expect(events > 4)
    }

    @Test(
        "what real events hold is among what their sources are said to give",
        .enabled(if: SharedData.isPresent, "needs ../shared/corpora"),
        arguments: Profile.allCases)
    func corpora(profile: Profile) throws {
        var normalizer = Normalizer(profile: profile)
        var sources: [String: SourceCapability] = [:]
        for dataSet in DataModel.all {
            for source in SourceCapability.all(of: dataSet, profile: profile) {
                sources[source.title] = source
            }
        }
        var seen: Set<String> = []
        for row in Corpus.rows {
            let bytes = try SharedData.bytes(row.file)
            // The first few of each kind in each file: inspecting is slow without optimisation.
            var counts: [String: Int] = [:]
            for record in Corpus.records(bytes, isXML: row.file.contains(".xml")).prefix(
                TestDepth.of(800, shortly: 200))
            {
                var event = Event(dataSet: Processes.dataSet)
                guard normalizer.normalize(record.span, into: &event) == .event else { continue }
                let kind =
                    event.dataSet.qualifiedName
                    + (event.string(Processes.Field.source.id) ?? "")
                counts[kind, default: 0] += 1
                guard counts[kind, default: 0] <= 3 else { continue }
                let inspection = normalizer.inspect(record.span)
                let title = try #require(inspection.sourceTitle)
                seen.insert(title)
                let source = try #require(sources[title], "\(title)")
                for (field, origin) in inspection.origins where !origin.isCalculated {
                    let name = event.dataSet.fields[field.index]
                    let known = try #require(source.fields[field], "\(title) gives \(name)")
                    // NXLog has `ProcessID` where Windows has `ProcessId`, with a thread beside it.
                    let names = Set(known.map { $0.lowercased() })
                    #expect(
                        origin.rawFields.allSatisfy {
                            names.contains($0.lowercased()) || $0 == "EventID"
                        },
                        "\(row.file) \(title) \(name): \(origin.rawFields) in \(known)")
                }
            }
        }
        #expect(seen.count >= 8, "\(seen.sorted())")
    }
}
