/// Gives each of many byte strings a number. The caller keeps the strings themselves, in a list by
/// these numbers.
///
/// - Shape: `slots` is a table with open addressing. A slot is half of the hash above the number,
///   counted from 1; 0 is an empty one.
struct KeyIndex: Sendable {
    private var slots: [UInt64] = []
    private(set) var count = 0

    /// The number of a string; nil where it has none.
    ///
    /// - Parameter isKey: Whether the string is the one with a number.
    @inline(__always)
    func find(_ hash: UInt64, _ isKey: (Int) -> Bool) -> Int? {
        guard !slots.isEmpty else { return nil }
        let slots = slots.span
        let mask = slots.count - 1
        let half = hash >> 32
        var place = Int(half) & mask
        while slots[place] != 0 {
            let slot = slots[place]
            if slot >> 32 == half {
                let number = Int(slot & 0xFFFF_FFFF) - 1
                if isKey(number) { return number }
            }
            place = (place + 1) & mask
        }
        return nil
    }

    /// Gives a string that has none the next number.
    mutating func add(_ hash: UInt64) { add(hash, count) }

    /// Gives a string that has none a number of the asker's.
    ///
    /// - Parameter number: From 0 to before 2³² - 1.
    mutating func add(_ hash: UInt64, _ number: Int) {
        if 4 * (count + 1) > 3 * slots.count { grow() }
        count += 1
        Self.put((hash >> 32) << 32 | UInt64(UInt32(number + 1)), into: &slots)
    }

    private static func put(_ slot: UInt64, into slots: inout [UInt64]) {
        let mask = slots.count - 1
        var place = Int(slot >> 32) & mask
        while slots[place] != 0 { place = (place + 1) & mask }
        slots[place] = slot
    }

    private mutating func grow() {
        var larger = [UInt64](repeating: 0, count: max(8, 2 * slots.count))
        for slot in slots where slot != 0 { Self.put(slot, into: &larger) }
        slots = larger
    }
}
