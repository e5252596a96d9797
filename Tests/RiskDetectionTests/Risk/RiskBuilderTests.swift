import CIM
import RiskDetection
import SPL
import TestSupport
import Testing

struct RiskBuilderTests {
    private func result(
        _ cells: KeyValuePairs<String, Value>, revision: Int = 1
    ) throws -> (Firing, Detection) {
        let detection = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes by Processes.dest")
        let window = detection.schedule.window(at: Timestamp(seconds: 1_704_924_000))
        let row = Row(cells: cells.map(\.value), identity: [1, 2])
        let firing = Firing(
            detection: 0, window: window, isAmendment: revision > 1, columns: cells.map(\.key),
            rows: [FiredRow(row: row, index: 0, revision: revision)])
        return (firing, detection)
    }

    @Test("a row gives a risk event for each risk object, and one notable")
    func objects() throws {
        let (firing, detection) = try result([
            "dest": .string("host1"), "user": .string("ann"), "process_name": .string("a.exe"),
        ])
        var builder = RiskBuilder()
        let records = builder.records(of: firing, detection)
        let objects = records.compactMap { record -> String? in
            guard case .risk(let event) = record else { return nil }
            #expect(event.riskMessage == "a.exe on host1")
            #expect(event.threatObjects == [ThreatObject(value: "a.exe", type: "process")])
            return "\(event.riskObjectType):\(event.riskObject):\(event.riskScore)"
        }
        #expect(objects == ["user:ann:56", "system:host1:56"])
        #expect(records.count == 3)
        #expect(Set(records.map(\.eventID)).count == 3)
        #expect(builder.unresolvedTokens == 0)
    }

    @Test("each value of a multivalue is an object; a null or empty one is none")
    func multivalue() throws {
        let (firing, detection) = try result([
            "dest": .multivalue(["h1", "h2"]), "user": .string(""), "process_name": .null,
        ])
        var builder = RiskBuilder()
        let records = builder.records(of: firing, detection)
        let objects = records.compactMap { record -> String? in
            guard case .risk(let event) = record else { return nil }
            // The token of a null column stays.
            #expect(event.riskMessage == "$process_name$ on h1, h2")
            return event.riskObject
        }
        #expect(objects == ["h1", "h2"])
        #expect(builder.unresolvedTokens == 3)
    }

    @Test("a value that stands for nobody is no object where a detection says so")
    func nobody() throws {
        let (firing, asWritten) = try result(["dest": .string("h"), "user": .string("-")])
        var detection = asWritten
        var builder = RiskBuilder()
        #expect(builder.records(of: firing, detection).count == 3)
        for place in detection.risk.riskObjects.indices {
            detection.risk.riskObjects[place].nobody = ["-"]
        }
        let objects = builder.records(of: firing, detection).compactMap { record -> String? in
            guard case .risk(let event) = record else { return nil }
            return event.riskObject
        }
        #expect(objects == ["h"])
    }

    @Test("unknown objects are emitted as in ES, unless the configuration says otherwise")
    func unknown() throws {
        let (firing, detection) = try result(["dest": .string("unknown"), "user": .string("null")])
        var all = RiskBuilder()
        var known = RiskBuilder(emitsUnknownObjects: false)
        #expect(all.records(of: firing, detection).count == 3)
        #expect(known.records(of: firing, detection).count == 1)
        var unscored = RiskBuilder(scoresUnknownObjects: false)
        let events = unscored.records(of: firing, detection).compactMap { record in
            if case .risk(let event) = record { event } else { nil }
        }
        #expect(events.map(\.riskScore) == [0, 0])
        let scored = all.records(of: firing, detection)
        #expect(
            events.map(\.eventID) == scored.map(\.eventID).filter(events.map(\.eventID).contains))
    }

    @Test("an identity changes with the revision, and with nothing that a restart changes")
    func identity() throws {
        let cells: KeyValuePairs<String, Value> = ["dest": .string("h"), "user": .string("u")]
        var builder = RiskBuilder()
        let (first, detection) = try result(cells)
        let (again, _) = try result(cells)
        let (second, _) = try result(cells, revision: 2)
        let ids = builder.records(of: first, detection).map(\.eventID)
        #expect(ids == builder.records(of: again, detection).map(\.eventID))
        #expect(Set(ids).isDisjoint(with: builder.records(of: second, detection).map(\.eventID)))
    }

    @Test(
        "tokens are filled where they are tokens",
        arguments: [
            ("$a$ and $b$", "1 and $b$", 1), ("costs $5 and $a$", "costs $5 and 1", 0),
            ("$$a$", "$1", 0), ("$a.b$", "$a.b$", 0), ("$a", "$a", 0), ("", "", 0),
            ("$info_min_time$", "1704919800", 0),
        ])
    func tokens(template: String, expected: String, unresolved: Int) throws {
        let (firing, detection) = try result(["a": .integer(1)])
        let row = RiskBuilder().results(of: firing, detection)[0]
        let filled = MessageTemplate(template).filled(from: row)
        #expect(filled.text == expected)
        #expect(filled.unresolved == unresolved)
    }
}
