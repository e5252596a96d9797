/// Which names are those of one log and its rotated copies: `app.log`, `app.log.1`,
/// `app.log-20250304.gz`, `app-20250304.log`.
///
/// Being of one family only allows two files to be compared; what they hold decides.
enum RotationFamily {
    /// The path without what a rotation puts behind the name.
    static func base(of path: [UInt8]) -> [UInt8] {
        let slash = path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
        var name = finished(path[slash...])
        for suffix in compressions where name.count > suffix.count && name.ends(with: suffix) {
            name = name.dropLast(suffix.count)
            break
        }
        for suffix in copies where name.count > suffix.count && name.ends(with: suffix) {
            name = name.dropLast(suffix.count)
            break
        }
        let plain = withoutNumber(name)
        if plain.count < name.count { return Array(path[..<slash] + plain) }
        // logrotate's "extension": the number stands before it.
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex,
            name.endIndex - dot <= 6
        else { return Array(path[..<slash] + name) }
        return Array(path[..<slash] + withoutNumber(name[..<dot]) + name[dot...])
    }

    /// Whether the name is one that a rotation gave.
    static func isRotated(_ path: [UInt8]) -> Bool { base(of: path).count < path.count }

    /// The path without what a compression put behind it.
    static func uncompressed(_ path: [UInt8]) -> [UInt8] {
        let path = finished(path[...])
        let suffix = compressions.first { path.ends(with: $0) } ?? []
        return Array(path.dropLast(suffix.count))
    }

    /// The name without what says that the file is still being written, and is renamed then.
    private static func finished(_ name: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let suffix = unfinished.first { name.count > $0.count && name.ends(with: $0) } ?? []
        return name.dropLast(suffix.count)
    }

    private static let unfinished = [".tmp", ".part", ".partial", ".filepart"].map {
        Array($0.utf8)
    }

    static func directory(of path: [UInt8]) -> [UInt8] {
        guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else { return [UInt8(ascii: ".")] }
        return Array(path[..<max(slash, 1)])
    }

    private static let compressions = [".gz", ".xz", ".zst", ".bz2", ".lz4", ".Z"].map {
        Array($0.utf8)
    }
    private static let copies = [".old", ".bak", ".orig", ".prev", "~"].map { Array($0.utf8) }

    /// Without a separator, digits and further separators at the end.
    private static func withoutNumber(_ name: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var start = name.endIndex
        var hasDigit = false
        var place = name.endIndex
        while place > name.startIndex, isDigit(name[place - 1]) || isSeparator(name[place - 1]) {
            place -= 1
            if isDigit(name[place]) { hasDigit = true } else { start = place }
        }
        return hasDigit && start > name.startIndex ? name[..<start] : name
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        [
            UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "T"),
            UInt8(ascii: ":"),
        ]
        .contains(byte)
    }
}

extension ArraySlice<UInt8> {
    func ends(with suffix: [UInt8]) -> Bool { self.suffix(suffix.count).elementsEqual(suffix) }
}
