import Foundation

/// The stretches of which processes died, as `deaths.json` in the directory of the state has them.
///
/// A file of its own, so that a state that is put back or set aside does not bring a death back,
/// and for operators: without it everything is read again.
struct FatalStretches: Equatable, Sendable {
    /// The newest stay.
    static let countMax = 1_000

    private(set) var all: [FatalStretch] = []

    var isEmpty: Bool { all.isEmpty }

    /// Takes in one more death.
    ///
    /// - Returns: The stretch with all deaths in it.
    mutating func note(_ death: FatalStretch) -> FatalStretch {
        var noted = death
        if let place = all.firstIndex(where: { Self.isSame($0, death) }) {
            let known = all.remove(at: place)
            noted.deaths = known.deaths + 1
            // A process that read the block whole knows less than one that went line by line.
            if known.work == .line, death.work == .cutting {
                noted = known
                noted.deaths += 1
            }
        }
        all.append(noted)
        if all.count > Self.countMax { all.removeFirst(all.count - Self.countMax) }
        return noted
    }

    private static func isSame(_ known: FatalStretch, _ death: FatalStretch) -> Bool {
        switch (known.work, death.work) {
        case (.record, .record): known.length == death.length && known.hash == death.hash
        case (.record, _), (_, .record): false
        default: known.path == death.path && known.range.overlaps(death.range)
        }
    }

    // MARK: - Records

    /// Whether a record is one that is passed over. Runs once a record.
    func passesOver(_ record: Span<UInt8>) -> Bool {
        for stretch in all where stretch.work == .record && stretch.isPassedOver {
            if stretch.holds(record) { return true }
        }
        return false
    }

    // MARK: - Files

    /// Those within a file that are read line by line or passed over.
    func within(_ path: [UInt8]) -> [FatalStretch] {
        guard !all.isEmpty else { return [] }
        let name = String(decoding: path.prefix(Self.pathBytesMax), as: UTF8.self)
        return all.filter { $0.work != .record && $0.path == name }
    }

    private static let pathBytesMax = 1_024

    // MARK: - On disk

    /// - Throws: Where the file is there and cannot be read, or is not what riskd wrote.
    static func read(_ path: String) throws -> FatalStretches {
        guard FileManager.default.fileExists(atPath: path) else { return FatalStretches() }
        let data = try Data(contentsOf: URL(filePath: path))
        return FatalStretches(all: try JSONDecoder().decode([FatalStretch].self, from: data))
    }

    /// Replaces the file, all or nothing.
    func write(_ path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(all).write(to: URL(filePath: path), options: .atomic)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }
}
