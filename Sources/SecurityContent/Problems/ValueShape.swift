/// What the value of a key may be, as its reader takes it.
package enum ValueShape: Equatable, Sendable {
    /// Any single value.
    case text
    /// One single value, or a list of them.
    case texts
    /// Single values, and mappings of these keys to values.
    case selection([String])
    case path
    case pathOrOff
    /// A path, `off`, or an address of the loopback interface where ports are allowed.
    case address(allowsPort: Bool)
    case boolean
    case choice([String])
    case duration(ClosedRange<Duration>)
    case bytes(ClosedRange<Int>)
    case integer(ClosedRange<Int>)
    case mode
    case mapping
    /// One mapping, or a list of them.
    case mappings

    /// Where entries of lists have no number: `sources[].path`.
    static func place(_ name: String) -> String {
        name.replacing(#/\[\d+\]/#, with: "[]")
    }
}
