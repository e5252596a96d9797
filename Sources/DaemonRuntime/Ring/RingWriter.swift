import RingBuffer

/// What sources put their records into: the producing end of the ring, with the messages that the
/// detect side understands.
///
/// Every call returns false when the ring is full; the same call is to be made again later.
struct RingWriter: ~Copyable {
    private var producer: RingProducer
    /// Whether something was refused since this was last set to false.
    var isFull = false

    init(producer: consuming RingProducer) { self.producer = producer }

    /// Says which stream a number means and how far it has been handed out, before its records
    /// come, and again when that says more than its records do: a new name, a new mark.
    ///
    /// - Parameter source: Index into the sources of the configuration.
    mutating func announce(_ stream: UInt32, source: Int, _ position: SourcePosition) -> Bool {
        put(.position, stream, offset: UInt64(source), SourcePositionCoding.encode(position))
    }

    /// Hands out a record that stands at bytes of its stream.
    ///
    /// - Parameter end: Where the next one may begin; the position once this one is taken in.
    mutating func push(
        _ kind: FramerOutput, _ bytes: Span<UInt8>, stream: UInt32, start: UInt64, end: UInt64
    ) -> Bool {
        let header = RecordHeader(
            source: stream, kind: RingMessage(kind).rawValue, offset: start, endOffset: end)
        switch producer.push(header, bytes) {
        case .pushed: return true
        case .full:
            isFull = true
            return false
        case .tooLarge:
            return put(.tooLong, stream, offset: start, endOffset: end, [])
        }
    }

    /// Hands out a record of a stream whose position is a cursor.
    ///
    /// - Parameter cursor: The position once this record is taken in; takes effect together with
    ///   the record, so that no checkpoint falls between.
    mutating func push(
        _ kind: FramerOutput, _ bytes: Span<UInt8>, stream: UInt32, number: UInt64,
        cursor: [UInt8]
    ) -> Bool {
        put(.cursor, stream, offset: 0, cursor)
            && push(kind, bytes, stream: stream, start: number, end: number + 1)
    }

    /// Says that a stretch of a stream is not read, as processes died of it.
    mutating func passOver(stream: UInt32, start: UInt64, end: UInt64) -> Bool {
        put(.fatal, stream, offset: start, endOffset: end, [])
    }

    /// Says that nothing more comes of a stream and that its position need not be kept.
    mutating func forget(_ stream: UInt32) -> Bool { put(.forget, stream, offset: 0, []) }

    /// Says that the file of a stream has gone with bytes behind `offset` that nobody read.
    mutating func lost(stream: UInt32, offset: UInt64) -> Bool {
        put(.lost, stream, offset: offset, endOffset: offset, [])
    }

    /// Notes a fact in the state, behind all that was handed out before.
    mutating func note(_ key: String) -> Bool { put(.note, 0, offset: 0, Array(key.utf8)) }

    mutating func barrier(_ number: UInt64) -> Bool { put(.barrier, 0, offset: number, []) }

    /// Makes what was handed out visible to the detect side.
    ///
    /// - Returns: Whether there was anything new.
    mutating func publish() -> Bool { producer.publish() }

    private mutating func put(
        _ kind: RingMessage, _ stream: UInt32, offset: UInt64, endOffset: UInt64 = 0,
        _ bytes: [UInt8]
    ) -> Bool {
        let header = RecordHeader(
            source: stream, kind: kind.rawValue, offset: offset, endOffset: endOffset)
        if producer.push(header, bytes.span) == .pushed { return true }
        isFull = true
        return false
    }
}

extension RingMessage {
    init(_ kind: FramerOutput) {
        switch kind {
        case .record: self = .record
        case .truncated: self = .truncated
        case .tooLong: self = .tooLong
        case .sample: self = .sample
        case .foreign: self = .foreign
        }
    }
}
