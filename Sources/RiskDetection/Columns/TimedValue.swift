import CIM

/// `earliest()` or `latest()` of a field: the value of the oldest or newest event that has one.
///
/// Of two values with one time the greater by bytes stays, so that the order of arrival does not
/// show in the result.
struct TimedValue: Equatable, Sendable {
    var time: Timestamp
    var value: [UInt8]

    /// Bytes that are not UTF-8 become U+FFFD.
    var text: String { String(decoding: value, as: UTF8.self) }

    func yields(to other: TimedValue, isLatest: Bool) -> Bool {
        if other.time == time { return value.lexicographicallyPrecedes(other.value) }
        return isLatest ? other.time > time : other.time < time
    }
}
