import CIM
import SPL

extension GroupKey {
    /// The keys of an event some of whose fields may have several values: one for each combination,
    /// as `stats` groups rows; none where a field is null.
    ///
    /// - Returns: Also how many ``Odometer/combinationsMax`` kept out.
    static func keys(
        of event: borrowing Event, _ scan: Scan, zone: TimeZoneRules
    ) -> (keys: [GroupKey], leftOut: Int) {
        var parts: [[[UInt8]]] = []
        for key in scan.keys {
            var values: [[UInt8]] = []
            switch key.field {
            case .absent: break
            case .time:
                let time = key.span?.bucket(of: event.time, zone: zone) ?? event.time
                var part: [UInt8] = []
                part.append(littleEndian: UInt32(8))
                part.append(littleEndian: UInt64(bitPattern: time.nanoseconds))
                values.append(part)
            case .field(let id):
                event.forEachValue(of: id) { range in
                    var part: [UInt8] = []
                    part.append(littleEndian: UInt32(truncatingIfNeeded: range.count))
                    part.append(event.bytes.span.extracting(range))
                    values.append(part)
                }
            }
            parts.append(values)
        }
        var keys: [GroupKey] = []
        let leftOut = Odometer.forEach(parts.map(\.count)) { places in
            var bytes: [UInt8] = []
            for (list, place) in places.enumerated() {
                bytes.append(contentsOf: parts[list][place])
            }
            keys.append(GroupKey(bytes: bytes))
        }
        return (keys, leftOut)
    }

    /// What a row of ``SPL/Scan/Output/stats`` is known by: each text of the key behind its length.
    static func statisticIdentity(_ key: Span<UInt8>, _ scan: Scan) -> [UInt8] {
        var identity: [UInt8] = []
        var start = 0
        for part in scan.keys {
            let end = start + 4 + key.count(at: start)
            let value = key.extracting(start + 4..<end)
            if case .time = part.field {
                identity.append(counted: value.time(at: 0).epochText)
            } else {
                identity.append(counted: String(decoding: value.array, as: UTF8.self))
            }
            start = end
        }
        return identity
    }
}
