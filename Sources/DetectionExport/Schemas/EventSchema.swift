package import CIM

/// A normalised event as one JSON object on a line, for engines that group events themselves, and
/// for whoever wants CIM fields of logs without Splunk.
///
/// - Shape: `_time` in epoch seconds with all the digits there are, `_time_ms` and `_time_ns` as
///   whole numbers (rounded down), `_data_set`, then the fields that are not null, by the names of
///   the data model. `_collector` and `_sequence` tell where an event comes from and which of two is
///   the earlier one there.
package enum EventSchema {
    package static let dataSet = "_data_set"
    package static let collector = "_collector"
    package static let sequence = "_sequence"

    /// - Parameter arrival: When the collector got the event, in milliseconds since the epoch; nil
    ///   where that is not known, as of files.
    package static func line(
        _ event: borrowing Event, collector: String, sequence: UInt64, arrival: Int64? = nil
    ) -> [UInt8] {
        let time = event.time
        var fields: [(key: String, value: JSONValue)] = [
            ("_time", .number(time.epochText)),
            ("_time_ms", .integer(milliseconds(of: time))),
            ("_time_ns", .integer(time.nanoseconds)),
            (dataSet, .string(event.dataSet.qualifiedName)),
            (Self.collector, .string(collector)), (Self.sequence, .integer(sequence)),
        ]
        if let arrival { fields.append(("_arrival_ms", .integer(arrival))) }
        for (index, name) in event.dataSet.fields.enumerated() {
            guard let text = event.string(FieldID(index: index)) else { continue }
            fields.append((name, .string(text)))
        }
        var line: [UInt8] = []
        JSONValue.object(fields).write(to: &line)
        return line
    }

    /// Milliseconds since the epoch, rounded down.
    package static func milliseconds(of time: Timestamp) -> Int64 {
        let (quotient, rest) = time.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return rest < 0 ? quotient - 1 : quotient
    }
}
