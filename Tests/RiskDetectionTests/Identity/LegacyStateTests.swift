import CIM
import SPL
import TestSupport
import Testing

@testable import RiskDetection

/// What riskd 0.1.0 saved before fingerprints had a version: taken from a state that it wrote.
struct LegacyStateTests {
    /// By detection of ``FingerprintTests/searches``.
    private static let fingerprints = [
        "4c307f6ebb69464902f54188b239757e",
        "dceda5428943266d22c23ffd148e2ab5,172141003a0495f1,17f654abc35089ae,bc8508434aabadfd,"
            + "bed4fffd60651608",
        "a11e8db2fa9111bf0575ed8a79ecfbed", "8239805efc0d92231de4182be09816dd,172141003a0495f1",
    ]
    private static let log = "21be27d5d3707ab06ba8f59bdb4b6265"
    /// The open pane of each, from 1796025000 on.
    private static let panes = [
        "0090b8c438c3ec18003071f57ec6ec180200000000000000100000000000000004000000726f6f740400000077"
            + "732d3101000000000000000f00000000000000030000006576650400000077732d3101000000000000"
            + "00",
        "0090b8c438c3ec18003071f57ec6ec180000000000000000010000000000000005000000000000000100000037"
            + "01000000000000000000000000000000",
        "0090b8c438c3ec18003071f57ec6ec180000000000000000",
        "0090b8c438c3ec18003071f57ec6ec180000000000000000010000000000000005000000000000000100000037"
            + "0100000000000000",
    ]
    /// Four events in the log that all scans share, two among what one of them matched.
    private static let blocks = [
        "events:Endpoint.Processes":
            "160000000000000000000080180000000024000000001f000000f81f1052edc4ec18180500000061207275"
            + "6e24040000006d69726120000000f81f1052edc4ec181806000000622073746f7024040000006d697261"
            + "20000000f81f1052edc4ec181806000000636d64202f632404000000726f6f741f000000f81f1052edc4"
            + "ec181806000000636d64202f6b2403000000657665",
        "matches:Endpoint.Processes":
            "250000000000000000000080020000000018000000001d000000001f00000000240000000038000000f81f"
            + "1052edc4ec18020400000077732d311805000000612072756e1d01000000371f05000000612e65786524"
            + "040000006d6972613a000000f81f1052edc4ec18020400000077732d311806000000636d64202f6b1d01"
            + "000000381f07000000636d642e6578652403000000657665",
    ]
    private static let start = Timestamp(seconds: 1_796_025_000)
    private static let end = Timestamp(seconds: 1_796_040_000)

    private static func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = Array(hexadecimal)
        return stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(digits[$0...($0 + 1)]), radix: 16)
        }
    }

    @Test("the fingerprint of a detection is the one that riskd 0.1.0 wrote", arguments: 0..<4)
    func fingerprint(index: Int) throws {
        let detection = try FingerprintTests.detection(index)
        #expect(LegacyFingerprint.of(detection) == Self.fingerprints[index])
        #expect(detection.canTakeOver(panesOf: Self.fingerprints[index]))
        #expect(!detection.canTakeOver(panesOf: Self.fingerprints[(index + 1) % 4]))
    }

    @Test("a scan of a field that data sets did not have then has no such fingerprint")
    func newField() throws {
        var detection = try FingerprintTests.detection(0)
        let dataSet = DataSet(
            model: "Endpoint", name: "Processes", fields: Processes.dataSet.fields + ["new"])
        detection.plan.scans[0].dataSet = dataSet
        #expect(LegacyFingerprint.of(detection) == Self.fingerprints[0])
        detection.plan.scans[0].keys[0].field = .field(
            FieldID(index: dataSet.fields.count - 1))
        #expect(LegacyFingerprint.of(detection) == nil)
        #expect(!detection.canTakeOver(panesOf: Self.fingerprints[0]))
        let other = DataSet(model: "Web", name: "Web", fields: ["dest"])
        #expect(LegacyEventBlock.fingerprint(of: other) == nil)
    }

    /// An engine with what a state of then holds, as a daemon restores it.
    private static func opened() throws -> DetectionEngine {
        var engine = DetectionEngine(
            detections: try (0..<4).map { try FingerprintTests.detection($0) })
        for index in 0..<4 {
            try engine.restore(
                index,
                SavedDetection(
                    advancedTo: nil, amended: [],
                    panes: [SavedPart(key: start, bytes: bytes(panes[index]))], windows: []),
                written: fingerprints[index])
        }
        try engine.restoreLogs { name in
            blocks[name].map { block in
                let part = SavedPart(key: Timestamp(nanoseconds: 0), bytes: bytes(block))
                return (
                    log,
                    SavedDetection(advancedTo: nil, amended: [], panes: [part], windows: [])
                )
            }
        }
        return engine
    }

    private static func rows(_ engine: DetectionEngine) -> [[[String]]] {
        var engine = engine
        return engine.advance(to: end).flatMap { firing in
            firing.rows.map { [["\(firing.detection)"]] + $0.row.cells.map(\.texts) }
        }
    }

    @Test("windows and events that riskd 0.1.0 saved fire, and are saved in the form of today")
    func windows() throws {
        let expected = [
            [["0"], ["eve"], ["ws-1"], ["1"]], [["0"], ["root"], ["ws-1"], ["1"]],
            [["2"], ["a run"], ["mira"], ["1"]], [["2"], ["b stop"], ["mira"], ["1"]],
            [["2"], ["cmd /k"], ["eve"], ["1"]],
            [["3"], ["1796025600"], ["7"], ["mira"], ["1"], ["1796025900.0"], ["1"]],
        ]
        var engine = try Self.opened()
        let rows = Self.rows(engine)
        #expect(rows.map { $0.prefix(2) + [$0.last ?? []] }.count == expected.count, "\(rows)")
        for (row, wanted) in zip(rows, expected) where wanted[0] != ["3"] { #expect(row == wanted) }
        // All of it is written anew, and means the same.
        let changes = engine.takeChanges()
        #expect(changes.allSatisfy { $0.panes.count == 1 })
        var again = DetectionEngine(detections: engine.detections)
        for (index, change) in changes.enumerated() {
            #expect(change.fingerprint == engine.detections[index].fingerprint)
            try again.restore(
                index,
                SavedDetection(advancedTo: nil, amended: [], panes: change.panes, windows: []),
                written: change.fingerprint)
        }
        let logs = Dictionary(
            uniqueKeysWithValues: engine.takeLogChanges().map { ($0.name, $0.changes) })
        #expect(Set(logs.keys).isSuperset(of: Self.blocks.keys))
        try again.restoreLogs { name in
            logs[name].map {
                (
                    $0.fingerprint,
                    SavedDetection(advancedTo: nil, amended: [], panes: $0.panes, windows: [])
                )
            }
        }
        #expect(Self.rows(again) == rows)
        // The next checkpoint has nothing more to say of them.
        #expect(again.takeChanges().allSatisfy { $0.panes.isEmpty })
    }

    @Test("a block of then that is damaged anywhere is refused or read, and never traps")
    func damaged() throws {
        let whole = Self.bytes(Self.blocks["events:Endpoint.Processes"] ?? "")
        var taken = 0
        func read(_ bytes: [UInt8]) {
            do throws(CheckpointError) {
                _ = try LegacyEventBlock(bytes, of: Processes.dataSet).block(0)
                taken += 1
            } catch { #expect(error == .damagedBlock) }
        }
        for end in whole.indices { read(Array(whole[..<end])) }
        #expect((1...6).contains(taken))
        for place in whole.indices {
            for value: UInt8 in [0, 1, 4, 0x7F, 0xFF] {
                var bytes = whole
                bytes[place] = value
                read(bytes)
            }
        }
    }
}
