/// Names by identifier: of computers by the id of their sensor, of users by SID.
///
/// Open addressing over one array of bytes: a table of a million entries is some ninety megabytes,
/// and a look into it allocates nothing. ASCII letters of either case are the same.
package struct IdentityTable: Sendable {
    /// What one table holds at most.
    package struct Limits: Equatable, Sendable {
        package var entries = 1_000_000
        /// Of identifiers and names together; a name that changes takes room anew.
        package var textBytes = 128 << 20
        package var keyBytes = 256
        package var nameBytes = 1_024

        package init() {}
    }

    /// What became of an entry.
    package enum Admission: Equatable, Sendable {
        case taken
        /// An entry of a later time is known.
        case older
        /// The identifier or the name is empty, or too long.
        case unfit
        /// The table is full.
        case full
    }

    private struct Entry {
        var key: Range<Int32>
        var name: Range<Int32>
        var time: Int64
    }

    private let limits: Limits
    private var text: [UInt8] = []
    private var entries: [Entry] = []
    /// Index into `entries`, or -1; a power of two of them, at most half of them in use.
    private var buckets: [Int32] = Array(repeating: -1, count: 16)

    package init(limits: Limits = Limits()) { self.limits = limits }

    package var count: Int { entries.count }
    package var isEmpty: Bool { entries.isEmpty }

    /// Notes the name of an identifier.
    ///
    /// - Parameter time: Of two names of one identifier the one of the later time counts, at equal
    ///   times the one that comes later.
    package mutating func set(
        _ key: Span<UInt8>, _ name: Span<UInt8>, time: Int64 = .min
    ) -> Admission {
        guard !key.isEmpty, key.count <= limits.keyBytes, !name.isEmpty,
            name.count <= limits.nameBytes
        else { return .unfit }
        let bucket = bucket(of: key)
        let known = Int(buckets[bucket])
        if known >= 0 {
            guard time >= entries[known].time else { return .older }
            entries[known].time = time
            if isName(of: known, name) { return .taken }
            guard text.count + name.count <= limits.textBytes else { return .full }
            entries[known].name = append(name)
            return .taken
        }
        guard entries.count < limits.entries,
            text.count + key.count + name.count <= limits.textBytes
        else { return .full }
        buckets[bucket] = Int32(entries.count)
        entries.append(Entry(key: append(key), name: append(name), time: time))
        if entries.count * 2 > buckets.count { grow() }
        return .taken
    }

    /// The name of an identifier; nil where it is not known.
    package func name(of key: Span<UInt8>) -> ArraySlice<UInt8>? {
        guard !entries.isEmpty else { return nil }
        let index = Int(buckets[bucket(of: key)])
        guard index >= 0 else { return nil }
        let name = entries[index].name
        return text[Int(name.lowerBound)..<Int(name.upperBound)]
    }

    // MARK: places

    private mutating func append(_ bytes: Span<UInt8>) -> Range<Int32> {
        let start = Int32(text.count)
        text.append(contentsOf: bytes)
        return start..<Int32(text.count)
    }

    private mutating func grow() {
        buckets = Array(repeating: -1, count: buckets.count * 2)
        for index in entries.indices {
            let key = entries[index].key
            let place = bucket(
                of: text.span.extracting(Int(key.lowerBound)..<Int(key.upperBound)))
            buckets[place] = Int32(index)
        }
    }

    /// Where an identifier is, or would be.
    private func bucket(of key: Span<UInt8>) -> Int {
        // FNV-1a, of letters in lower case.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in key.indices {
            hash = (hash ^ UInt64(ASCII.lowercased(key[index]))) &* 0x0000_0100_0000_01B3
        }
        var bucket = Int(truncatingIfNeeded: hash ^ hash >> 32) & (buckets.count - 1)
        while buckets[bucket] >= 0, !isKey(of: Int(buckets[bucket]), key) {
            bucket = (bucket + 1) & (buckets.count - 1)
        }
        return bucket
    }

    private func isKey(of index: Int, _ key: Span<UInt8>) -> Bool {
        let range = entries[index].key
        guard range.count == key.count else { return false }
        for offset in key.indices
        where ASCII.lowercased(text[Int(range.lowerBound) + offset])
            != ASCII.lowercased(key[offset])
        { return false }
        return true
    }

    private func isName(of index: Int, _ name: Span<UInt8>) -> Bool {
        let range = entries[index].name
        guard range.count == name.count else { return false }
        for offset in name.indices where text[Int(range.lowerBound) + offset] != name[offset] {
            return false
        }
        return true
    }
}
