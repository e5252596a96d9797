import CIM
import SPL

/// The values of the `by` fields of one group, exact to the byte.
///
/// - Shape: for each key in turn its length as four bytes, least significant first, then its
///   bytes; a time bucket is eight bytes of nanoseconds, least significant first.
package struct GroupKey: Hashable, Sendable {
    package var bytes: [UInt8]

    /// Writes the key of an event into `bytes`, emptied before.
    ///
    /// - Returns: False where a field is null and `scan` has nothing to put in its place: the
    ///   event is in no group.
    static func write(
        _ event: borrowing Event, of scan: Scan, zone: TimeZoneRules, into bytes: inout [UInt8]
    ) -> Bool {
        write(event, scan.keys, scan.output, scan.nullFill, zone: zone, into: &bytes)
    }

    /// As above, without a scan that is copied.
    static func write(
        _ event: borrowing Event, _ keys: [ScanKey], _ output: Scan.Output, _ nullFill: String?,
        zone: @autoclosure () -> TimeZoneRules, into bytes: inout [UInt8]
    ) -> Bool {
        if output == .events {
            write(event, keys, into: &bytes)
            return true
        }
        bytes.removeAll(keepingCapacity: true)
        let keys = keys.span
        for index in keys.indices {
            if case .time = keys[index].field {
                let bucket =
                    keys[index].span?.bucket(of: event.time, zone: zone()) ?? event.time
                bytes.append(littleEndian: UInt32(8))
                bytes.append(littleEndian: UInt64(bitPattern: bucket.nanoseconds))
                continue
            }
            let wrote: Void? = event.value(of: keys[index].field) { value in
                bytes.append(littleEndian: UInt32(truncatingIfNeeded: value.count))
                bytes.append(value)
            }
            if wrote == nil {
                guard let fill = nullFill else { return false }
                bytes.append(littleEndian: UInt32(truncatingIfNeeded: fill.utf8.count))
                bytes.append(contentsOf: fill.utf8)
            }
        }
        return true
    }

    /// Where the values of each key stand in keys of one scan.
    ///
    /// - Returns: For each key of the scan the places of its values, one a key of `keys`.
    static func values(of keys: ByteStrings, _ scan: Scan) -> [[ByteStrings.Place]] {
        var columns = scan.keys.map { _ in
            var places: [ByteStrings.Place] = []
            places.reserveCapacity(keys.count)
            return places
        }
        let (bytes, all) = (keys.bytes.span, keys.places.span)
        for row in all.indices {
            var start = all[row].start
            for column in columns.indices {
                let count = bytes.count(at: start)
                columns[column].append(ByteStrings.Place(start: start + 4, count: count))
                start += 4 + count
            }
        }
        return columns
    }

    /// The time that a value of a key stands for.
    static func time(_ value: ArraySlice<UInt8>) -> Timestamp {
        value.span.time(at: 0)
    }

    /// Whether the bytes are those of a key of `scan`: for what comes out of a checkpoint.
    func isWellFormed(for scan: Scan) -> Bool {
        if scan.output == .events { return eventValues(scan) != nil }
        var index = 0
        for key in scan.keys {
            guard bytes.count - index >= 4 else { return false }
            let count = bytes.span.count(at: index)
            guard bytes.count - index - 4 >= count else { return false }
            if case .time = key.field, count != 8 { return false }
            index += 4 + count
        }
        return index == bytes.count
    }
}

extension TimeSpan {
    /// The start of the bucket that an instant falls in.
    ///
    /// Source: Splunk Search Reference, "tstats", span: seconds to hours count from the epoch,
    /// days and months from local midnight.
    func bucket(of time: Timestamp, zone: TimeZoneRules) -> Timestamp {
        switch self {
        case .seconds(let width):
            let seconds = time.seconds
            let remainder = seconds % width
            return Timestamp(
                seconds: seconds - (remainder < 0 ? remainder + width : remainder))
        case .days(let count):
            var civil = zone.civil(time)
            let day =
                CivilTime(year: civil.year, month: civil.month, day: civil.day)
                .secondsSinceEpoch / 86_400
            let width = Int64(count)
            civil = CivilTime(
                secondsSinceEpoch: (day - ((day % width) + width) % width) * 86_400)
            return zone.instant(of: civil)
        case .months(let count):
            let civil = zone.civil(time)
            let month = civil.year * 12 + civil.month - 1
            let first = month - ((month % count) + count) % count
            return zone.instant(of: CivilTime(year: first / 12, month: first % 12 + 1, day: 1))
        }
    }

    /// The start of the bucket behind the one that begins at an instant.
    func next(after start: Timestamp, zone: TimeZoneRules) -> Timestamp {
        // Half a day more than the bucket is long, and no month more than half too long: within the
        // next one, whatever the clock was put forward by.
        let beyond: Int64 =
            switch self {
            case .seconds(let width): width
            case .days(let count): Int64(count) * 86_400 + 43_200
            case .months(let count): Int64(count) * 31 * 86_400 + 43_200
            }
        return bucket(of: Timestamp(seconds: start.seconds + beyond), zone: zone)
    }
}
