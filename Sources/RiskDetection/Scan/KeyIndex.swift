/// Which number each of many byte strings has, where whoever asks holds the strings themselves, in
/// a list by those numbers.
///
/// - Shape: `slots` is a table of numbers with open addressing, -1 where empty; `hashes` has one a
///   number, so that the table grows without a look at the strings.
struct KeyIndex: Sendable {
    private var slots: [Int32] = []
    private var hashes: [Int] = []

    var count: Int { hashes.count }

    /// Seeded anew in each process, as keys come from logs.
    static func hash(_ bytes: [UInt8]) -> Int {
        var hasher = Hasher()
        let bytes = bytes.span
        var word: UInt64 = 0
        var index = 0
        // Eight bytes at a time: a key is looked up for each event or row.
        while index < bytes.count {
            word = word << 8 | UInt64(bytes[index])
            index += 1
            if index & 7 == 0 { hasher.combine(word) }
        }
        hasher.combine(word)
        hasher.combine(bytes.count)
        return hasher.finalize()
    }

    /// The number of a string; nil where it has none.
    ///
    /// - Parameter isKey: Whether the string is the one with a number.
    func find(_ hash: Int, _ isKey: (Int) -> Bool) -> Int? {
        guard !slots.isEmpty else { return nil }
        let mask = slots.count - 1
        var place = hash & mask
        while slots[place] >= 0 {
            let number = Int(slots[place])
            if hashes[number] == hash, isKey(number) { return number }
            place = (place + 1) & mask
        }
        return nil
    }

    /// Gives a string that has none the next number.
    mutating func add(_ hash: Int) {
        if 4 * (hashes.count + 1) > 3 * slots.count { grow() }
        hashes.append(hash)
        put(hash, Int32(hashes.count - 1))
    }

    private mutating func put(_ hash: Int, _ number: Int32) {
        let mask = slots.count - 1
        var place = hash & mask
        while slots[place] >= 0 { place = (place + 1) & mask }
        slots[place] = number
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: max(8, 2 * slots.count))
        for (number, hash) in hashes.enumerated() { put(hash, Int32(number)) }
    }
}
