/// Generations by how their content begins, so that a content is compared with those that it may
/// be a copy of and not with all of its family: a directory may have had thousands.
///
/// ``FilePosition/copy(head:size:)`` decides; here only those are left out that it would deny.
/// It asks for every mark within the content and for the head, so the shortest beginning that is
/// known of a generation must be the content's, if anything of it is.
struct HeadIndex {
    private struct Beginning: Hashable {
        var length: Int
        var hash: UInt64
    }

    private var numbers: [Beginning: Set<UInt32>] = [:]
    /// How many beginnings there are of a length.
    private var lengths: [Int: Int] = [:]
    /// Generations of which no beginning is known.
    private var headless: Set<UInt32> = []

    var isEmpty: Bool { numbers.isEmpty && headless.isEmpty }

    mutating func insert(_ position: FilePosition) {
        guard let beginning = Self.beginning(of: position) else {
            headless.insert(position.number)
            return
        }
        if numbers[beginning] == nil { lengths[beginning.length, default: 0] += 1 }
        numbers[beginning, default: []].insert(position.number)
    }

    /// - Parameter position: As it was inserted.
    mutating func remove(_ position: FilePosition) {
        guard let beginning = Self.beginning(of: position) else {
            headless.remove(position.number)
            return
        }
        guard numbers[beginning]?.remove(position.number) != nil,
            numbers[beginning]?.isEmpty ?? false
        else { return }
        numbers[beginning] = nil
        lengths[beginning.length, default: 1] -= 1
        if lengths[beginning.length] == 0 { lengths[beginning.length] = nil }
    }

    /// - Parameter head: The first bytes of a content, at most ``FileIdentity/headBytesMax``.
    func candidates(_ head: [UInt8]) -> [UInt32] {
        var found = Array(headless)
        var hash = FileIdentity.hash([])
        for (place, byte) in head.enumerated() {
            hash = FileIdentity.hash(hash, byte)
            guard lengths[place + 1] != nil else { continue }
            found += numbers[Beginning(length: place + 1, hash: hash)] ?? []
        }
        return found
    }

    /// The shortest beginning that is known of a generation; nil where none is, or where something
    /// else is known of its first bytes.
    private static func beginning(of position: FilePosition) -> Beginning? {
        var shortest: Beginning?
        // The head of an archive is of compressed bytes.
        if !position.isArchive, position.identity.fingerprintLength > 0 {
            shortest = Beginning(
                length: position.identity.fingerprintLength, hash: position.identity.fingerprint)
        }
        for mark in position.marks where mark.end <= UInt64(FileIdentity.headBytesMax) {
            guard mark.isHead else { return nil }
            if mark.length < shortest?.length ?? .max {
                shortest = Beginning(length: mark.length, hash: mark.hash)
            }
        }
        return shortest
    }
}
