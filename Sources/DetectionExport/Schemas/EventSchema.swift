package import CIM

/// A normalised event as one JSON object on a line, for engines that group events themselves, and
/// for programs that want CIM fields of logs without Splunk.
///
/// - Shape: `_time` in epoch seconds with all the digits there are, `_time_ms` and `_time_ns` as
///   whole numbers (rounded down), `_data_set`, then the fields that are not null, by the names of
///   the data model; of raw records a field of several values is a list. `_collector` and `_sequence` tell where an event comes from and which of two is
///   the earlier one there.
package enum EventSchema {
    package static let dataSet = "_data_set"
    package static let collector = "_collector"
    package static let sequence = "_sequence"

    /// When the collector got the event, in milliseconds since the epoch.
    package static let arrival = "_arrival_ms"
    /// What a heartbeat has in place of a data set: everything that its collector got before it
    /// stands before it.
    package static let heartbeat = "riskd.heartbeat"

    /// - Parameter arrival: Nil where that is not known, as of files.
    package static func line(
        _ event: borrowing Event, collector: String, sequence: UInt64, arrival: Int64? = nil
    ) -> [UInt8] {
        var line: [UInt8] = []
        write(event, collector: collector, sequence: sequence, arrival: arrival, to: &line)
        return line
    }

    /// Appends a line, without its line feed.
    package static func write(
        _ event: borrowing Event, collector: String, sequence: UInt64, arrival: Int64?,
        to line: inout [UInt8]
    ) {
        var fields = head(
            event.time, event.dataSet.qualifiedName, collector: collector, sequence: sequence,
            arrival: arrival)
        for (index, name) in event.dataSet.fields.enumerated() {
            let field = FieldID(index: index)
            guard let text = event.string(field) else { continue }
            let isList = event.isList(field)
            fields.append(
                (name, isList ? .array(event.strings(field).map(JSONValue.string)) : .string(text)))
        }
        JSONValue.object(fields).write(to: &line)
    }

    /// Appends a heartbeat, without its line feed. Its time is that of its arrival.
    package static func writeHeartbeat(
        collector: String, sequence: UInt64, arrival: Int64, to line: inout [UInt8]
    ) {
        let time = Timestamp(nanoseconds: arrival &* 1_000_000)
        JSONValue.object(
            head(time, heartbeat, collector: collector, sequence: sequence, arrival: arrival)
        ).write(to: &line)
    }

    private static func head(
        _ time: Timestamp, _ dataSet: String, collector: String, sequence: UInt64, arrival: Int64?
    ) -> [(key: String, value: JSONValue)] {
        let fields: [(key: String, value: JSONValue)] = [
            ("_time", .number(time.epochText)),
            ("_time_ms", .integer(milliseconds(of: time))),
            ("_time_ns", .integer(time.nanoseconds)),
            (Self.dataSet, .string(dataSet)),
            (Self.collector, .string(collector)), (Self.sequence, .integer(sequence)),
        ]
        return fields + (arrival.map { [(Self.arrival, .integer($0))] } ?? [])
    }

    /// Milliseconds since the epoch, rounded down.
    package static func milliseconds(of time: Timestamp) -> Int64 {
        let (quotient, rest) = time.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return rest < 0 ? quotient - 1 : quotient
    }
}
