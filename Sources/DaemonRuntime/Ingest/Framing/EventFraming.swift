import CIM

/// Finds the end of an XML event, on its line or lines later. Confined to one framer.
///
/// Places are kept as distances from the event's start, which stay when the buffer's beginning
/// goes.
struct EventFraming {
    /// Bytes in front of `Event` in its tags, with the colon; 0 for none.
    var prefix = 0
    private var scanned = 1

    init(prefix: Int) { self.prefix = prefix }

    enum Extent: Equatable {
        case end(Int)
        /// Another event begins there.
        case cut(Int)
        /// An event without a prefix begins there, which this one only wraps.
        case wraps(Int)
        /// The input ends: there, or where the input does, the event's first line does.
        case broken(Int)
        case overLimit
        case needsMore
    }

    /// With the byte behind it, which tells `Event` from `EventID`.
    static let opening = Array("<Event>".utf8)
    private static let closing = Array("</Event>".utf8)

    /// Only what stands within the limit decides, so that it does not matter how much is there.
    mutating func advance(
        in buffer: [UInt8], from start: Int, bytesMax: Int, isFinished: Bool
    ) -> Extent {
        while true {
            guard let bracket = nextTag(in: buffer, from: start + scanned) else {
                scanned = buffer.count - start
                break
            }
            // The name may go on in the next chunk.
            if buffer.count - bracket < Self.closing.count + prefix, !isFinished {
                scanned = bracket - start
                break
            }
            if let (extent, end) = extent(at: bracket, in: buffer, from: start) {
                return end - start <= bytesMax ? extent : .overLimit
            }
            scanned = bracket + 1 - start
        }
        if buffer.count - start > bytesMax { return .overLimit }
        guard isFinished else { return .needsMore }
        let feed = ByteSearch.first(0x0A, in: buffer, start..<buffer.count)
        return .broken(feed.map { $0 + 1 } ?? buffer.count)
    }

    private func nextTag(in buffer: [UInt8], from place: Int) -> Int? {
        prefix == 0
            ? ByteSearch.firstEventTag(in: buffer, place..<buffer.count)
            : ByteSearch.first(UInt8(ascii: "<"), in: buffer, place..<buffer.count)
    }

    /// What the tag at a bracket ends, and where that tag's name does.
    private func extent(
        at bracket: Int, in buffer: [UInt8], from start: Int
    ) -> (extent: Extent, nameEnd: Int)? {
        let closingEnd = bracket + prefix + Self.closing.count
        if closingEnd <= buffer.count, buffer[bracket + 1] == UInt8(ascii: "/"),
            prefix == 0
                ? RecordStart.closesEvent(buffer.span, bracket)
                : isClosing(at: bracket, in: buffer, from: start)
        {
            return (.end(closingEnd), closingEnd)
        }
        guard bracket > start else { return nil }
        if prefix == 0 {
            return opensEvent(buffer, bracket + 1)
                ? (.cut(bracket), bracket + Self.opening.count) : nil
        }
        // What is looked at before it is known must be within the limit.
        if opensEvent(buffer, bracket + 1) { return (.wraps(bracket), closingEnd) }
        if hasPrefix(buffer, bracket + 1, start), opensEvent(buffer, bracket + 1 + prefix) {
            return (.cut(bracket), closingEnd)
        }
        return nil
    }

    private func isClosing(at bracket: Int, in buffer: [UInt8], from start: Int) -> Bool {
        hasPrefix(buffer, bracket + 2, start)
            && buffer[(bracket + 2 + prefix)...].starts(with: Self.closing.dropFirst(2))
    }

    private func hasPrefix(_ buffer: [UInt8], _ place: Int, _ start: Int) -> Bool {
        place + prefix <= buffer.count
            && buffer[place..<(place + prefix)].elementsEqual(
                buffer[(start + 1)..<(start + 1 + prefix)])
    }

    /// Whether `Event` stands at a place, whole: at the end of the buffer it is not known yet.
    private func opensEvent(_ buffer: [UInt8], _ place: Int) -> Bool {
        place + 5 < buffer.count && RecordStart.opensEvent(buffer.span, place, buffer.count)
    }
}
