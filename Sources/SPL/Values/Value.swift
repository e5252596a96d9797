package import CIM

/// A cell of a table.
package enum Value: Hashable, Sendable {
    case null
    case string(String)
    case integer(Int64)
    case double(Double)
    /// Epoch seconds, exact to the nanosecond (a double holds 0.2 µs at best, which would push
    /// 21:49:59.9999999 into the next second).
    case time(Timestamp)
    /// Two values or more, in order. One value stands as a plain `string`, none as `null`.
    case multivalue([String])

    /// Normalises a list to the fitting case.
    package init(values: [String]) {
        switch values.count {
        case 0: self = .null
        case 1: self = .string(values[0])
        default: self = .multivalue(values)
        }
    }
}
