/// Where the time of a record may stand.
struct RecordTimes: Sendable {
    /// The first that is there counts.
    let fields: [RawField]
    /// Of Sysmon: `UtcTime`, which its data hold beside what the log says.
    var witness: RawField?

    /// Of Windows events: their own time before that of a shipper.
    ///
    /// `TimeCreated/@SystemTime` is the one that Windows writes, in UTC. `EventTime` and
    /// `TimeGenerated` are what agents and portals make of it. `UtcTime` of Sysmon is that of the
    /// event, some milliseconds before it was logged, which Splunk takes `_time` from no more than
    /// from here. `@timestamp` is what a shipper put on, mostly the time of sending.
    static let windows = RecordTimes(
        fields: [
            SystemField.timeCreated, .localTimeCreated, .eventTime, .timeGenerated, .atTimestamp,
        ].map(\.field))

    /// The field that decides; nil where the record has no time.
    func field(of record: borrowing RawRecord) -> RawField? {
        let shipped = SystemField.atTimestamp.field
        // Winlogbeat has no other time, and what stands there is the one of the event.
        if record.range(.winlogbeatMark) != nil, record.range(shipped) != nil,
            fields.contains(shipped)
        {
            return shipped
        }
        for field in fields where field != shipped && record.range(field) != nil { return field }
        if let witness, record.range(witness) != nil { return witness }
        return fields.contains(shipped) && record.range(shipped) != nil ? shipped : nil
    }
}

extension RecordTimes {
    /// Fields that hold the clock of some machine where they name no zone. What else names none is
    /// in UTC: Windows, portals and Sysmon write it so.
    private static let local = [SystemField.localTimeCreated, .eventTime].map(\.field)

    /// Reads the time of a record.
    ///
    /// - Parameter zone: Of the clock that times without a zone were read off; nil where nobody has
    ///   said: then UTC, unless the record itself shows another one.
    /// - Returns: The time, and by how much the clock is east of what was taken for its zone, where
    ///   the record itself shows that. Nil for a text that is no time.
    func time(
        in field: RawField, of record: borrowing RawRecord, zone: TimeZoneRules?
    ) -> (time: Timestamp, shiftSeconds: Int)? {
        guard let read = Self.read(field, of: record) else { return nil }
        guard read.isZoneless, Self.local.contains(field) else { return (read.time, 0) }
        guard let time = zone.map({ $0.instant(ofWall: read.time) }) ?? read.time else {
            return nil
        }
        let offset = zone?.utcOffsetSeconds(at: time)
        let right = corrected(time, of: record, offset)
        let shift = right == time ? 0 : Self.wholeQuarterHours(time.seconds - right.seconds)
        return (right, Int(shift))
    }

    private static func read(
        _ field: RawField?, of record: borrowing RawRecord
    ) -> (time: Timestamp, isZoneless: Bool)? {
        guard let field, let range = record.range(field) else { return nil }
        return Timestamp.read(record.arena.span.extracting(range))
    }

    /// The instant of a clock of which no zone is known, by what else the record says: `UtcTime`
    /// of Sysmon, and the stamp of a shipper, which is right about the hour where the two differ as
    /// zones do. Where both are there, the stamp counts only if `UtcTime` agrees with it.
    ///
    /// - Parameter offset: Of the zone by which `time` was read, seconds east of UTC; nil where
    ///   nobody has set one. The stamp does not count where somebody has.
    private func corrected(
        _ time: Timestamp, of record: borrowing RawRecord, _ offset: Int?
    ) -> Timestamp {
        let field = SystemField.atTimestamp.field
        let stamp = offset == nil ? Self.read(field, of: record)?.time : nil
        guard let utc = Self.read(witness, of: record)?.time else {
            guard let stamp, Self.isOfAnotherZone(time, than: stamp) else { return time }
            return stamp
        }
        guard Self.isOfAnotherZone(time, than: utc, zoneOffsetSeconds: offset ?? 0) else {
            return time
        }
        guard let stamp, Self.isClose(stamp, to: utc) else { return utc }
        return stamp
    }

    private static func isClose(_ a: Timestamp, to b: Timestamp) -> Bool {
        let (distance, overflow) = a.seconds.subtractingReportingOverflow(b.seconds)
        return !overflow && abs(distance) <= slackSeconds
    }

    /// Seconds, to the next whole quarter-hour.
    private static func wholeQuarterHours(_ seconds: Int64) -> Int64 {
        (seconds + (seconds < 0 ? -1 : 1) * quarterHourSeconds / 2) / quarterHourSeconds
            * quarterHourSeconds
    }

    private static let quarterHourSeconds: Int64 = 900
    /// An event is logged that much after it happened at most, for its shift to look like a zone.
    private static let slackSeconds: Int64 = 120
    /// Zones reach from 12 hours west to 14 hours east.
    private static let zoneSeconds: ClosedRange<Int64> = -12 * 3_600...14 * 3_600

    /// Whether two readings of one instant differ as a clock of another zone and UTC do: by whole
    /// quarter-hours, as many as zones have.
    static func isOfAnotherZone(
        _ time: Timestamp, than utc: Timestamp, zoneOffsetSeconds: Int = 0
    ) -> Bool {
        let (difference, overflow) = time.seconds.subtractingReportingOverflow(utc.seconds)
        guard !overflow, abs(difference) <= 2 * 86_400 else { return false }
        let whole = wholeQuarterHours(difference)
        return whole != 0 && abs(difference - whole) <= slackSeconds
            && zoneSeconds.contains(whole + Int64(zoneOffsetSeconds))
    }
}

extension SystemField {
    /// The time of a Windows event: what the renderings call it, in the order of trust.
    static let times = RecordTimes.windows.fields

    /// The computer that an event is from: what the renderings call it.
    static let computers = [Self.computer, .computerName, .hostname, .host].map(\.field)
}
