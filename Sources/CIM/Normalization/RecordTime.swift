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
    /// - Returns: Nil for a text that is no time.
    func time(
        in field: RawField, of record: borrowing RawRecord, zone: TimeZoneRules?
    ) -> Timestamp? {
        guard let read = Self.read(field, of: record) else { return nil }
        guard read.isZoneless, Self.local.contains(field) else { return read.time }
        guard let zone else { return Self.corrected(read.time, of: record, witness: witness) }
        guard let time = zone.instant(ofWall: read.time) else { return nil }
        guard let utc = Self.read(witness, of: record)?.time, Self.isOfAnotherZone(time, than: utc)
        else { return time }
        return utc
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
    private static func corrected(
        _ time: Timestamp, of record: borrowing RawRecord, witness: RawField?
    ) -> Timestamp {
        let stamp = read(SystemField.atTimestamp.field, of: record)?.time
        guard let utc = read(witness, of: record)?.time else {
            guard let stamp, isOfAnotherZone(time, than: stamp) else { return time }
            return stamp
        }
        guard isOfAnotherZone(time, than: utc) else { return time }
        guard let stamp, !isOfAnotherZone(stamp, than: utc),
            abs(stamp.seconds - utc.seconds) <= slackSeconds
        else { return utc }
        return stamp
    }

    private static let quarterHourSeconds: Int64 = 900
    /// An event is logged that much after it happened at most, for its shift to look like a zone.
    private static let slackSeconds: Int64 = 120
    /// Zones reach from 12 hours west to 14 hours east; the clock of another zone is off by the
    /// difference to this one.
    private static let shiftSecondsMax: Int64 = 26 * 3_600

    /// Whether two readings of one instant differ as clocks of two zones do: by whole quarter-hours.
    static func isOfAnotherZone(_ time: Timestamp, than utc: Timestamp) -> Bool {
        let (difference, overflow) = time.seconds.subtractingReportingOverflow(utc.seconds)
        guard !overflow, abs(difference) <= shiftSecondsMax + slackSeconds else { return false }
        let rounded =
            (difference + (difference < 0 ? -1 : 1) * quarterHourSeconds / 2) / quarterHourSeconds
        return rounded != 0 && abs(difference - rounded * quarterHourSeconds) <= slackSeconds
    }
}
