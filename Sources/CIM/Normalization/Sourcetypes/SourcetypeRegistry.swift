/// Which mapping reads which raw record.
enum SourcetypeRegistry {
    /// One line a sourcetype; they exclude each other.
    static func map(
        _ raw: borrowing RawRecord, _ profile: Profile, into event: inout Event
    ) -> Normalization {
        if SysmonProcessCreate.reads(raw) { return SysmonProcessCreate.map(raw, profile, &event) }
        if Security4688.reads(raw) { return Security4688.map(raw, profile, &event) }
        if FalconProcessRollup2.reads(raw) { return FalconProcessRollup2.map(raw, profile, &event) }
        return .notMember
    }
}

extension RawRecord {
    /// The time of a Windows event: of XML the system time; of JSON the first of `@timestamp`,
    /// `TimeCreated`, `EventTime`, `TimeGenerated`.
    var windowsTime: Result<Timestamp, TimeProblem> {
        for field in [RawField.timestamp, .timeCreated, .eventTime, .timeGenerated] {
            if has(field) { return time(field) }
        }
        return .failure(.missing)
    }

    func time(_ field: RawField) -> Result<Timestamp, TimeProblem> {
        guard let range = range(field) else { return .failure(.missing) }
        return Timestamp(logText: bytes.span.extracting(range)).map(Result.success)
            ?? .failure(.invalid)
    }

    /// A part of the value behind the last occurrence of a byte; all of it without one.
    func lastPart(_ range: Range<Int>, of separator: UInt8) -> Range<Int> {
        var start = range.upperBound
        while start > range.lowerBound, bytes[start - 1] != separator { start -= 1 }
        return start..<range.upperBound
    }

    /// The value unless it is a lone `-`, which Windows writes for "none".
    func unlessDash(_ field: RawField) -> Range<Int>? {
        guard let range = range(field) else { return nil }
        return range.count == 1 && bytes[range.lowerBound] == UInt8(ascii: "-") ? nil : range
    }
}

/// Why a record has no time.
enum TimeProblem: Error {
    case missing, invalid

    var reason: SkipReason { self == .missing ? .missingTime : .invalidTime }
}

extension Event {
    /// Copies a raw field, null where it is absent.
    mutating func copy(
        _ field: Processes.Field, _ raw: borrowing RawRecord, _ range: Range<Int>?
    ) {
        guard let range else { return }
        set(field.id, raw.bytes.span.extracting(range))
    }

    mutating func copy(
        _ field: Processes.Field, _ raw: borrowing RawRecord, _ source: RawField
    ) {
        copy(field, raw, raw.range(source))
    }
}
