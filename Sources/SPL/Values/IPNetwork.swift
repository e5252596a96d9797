/// A network of internet addresses, such as 10.0.0.0/8.
package struct IPNetwork: Hashable, Sendable {
    package let address: IPAddress
    /// Leading bits that all its addresses have in common.
    private let prefix: Int

    /// Reads an address with a slash and a number of bits, or an address alone.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let address = IPAddress(parts[0]) else { return nil }
        self.address = address
        guard parts.count == 2 else {
            prefix = address.width
            return
        }
        guard (1...3).contains(parts[1].utf8.count), let bits = Int(parts[1]),
            (0...address.width).contains(bits)
        else { return nil }
        prefix = bits
    }

    /// Bits in which its addresses differ.
    package var hostBits: Int { address.width - prefix }

    package func contains(_ other: IPAddress) -> Bool {
        guard other.isVersion6 == address.isVersion6 else { return false }
        let shift = UInt128(hostBits)
        return shift >= 128 || (other.number >> shift) == (address.number >> shift)
    }
}
