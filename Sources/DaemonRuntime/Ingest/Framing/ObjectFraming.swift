import CByteScan

/// Finds the end of a JSON object, on its line or lines later. Confined to one framer.
///
/// Places are kept as distances from the object's start, which stay when the buffer's beginning
/// goes.
struct ObjectFraming {
    /// Whether a bracket or comma stands before it on its line, so that it ends where it does and
    /// not with its line.
    let isElement: Bool
    /// How many blanks its line begins with.
    let indent: Int
    private var scan = riskd_object_scan()
    private var scanned = 0
    private var end: Int?

    init(isElement: Bool, indent: Int) {
        self.isElement = isElement
        self.indent = indent
    }

    enum Extent: Equatable {
        case needsMore
        /// It ends there, and the next record may begin at `next`.
        case whole(end: Int, next: Int)
        /// Something else stands behind it: the line is one record, of whatever kind.
        case line
        /// It is not closed before something that does not belong to it.
        case broken
        case overLimit
    }

    /// Only what stands within the limit decides, so that it does not matter how much is there.
    mutating func advance(
        in buffer: [UInt8], from start: Int, bytesMax: Int, isFinished: Bool
    ) -> Extent {
        if end == nil {
            switch scan(buffer, from: start, bytesMax: bytesMax) {
            case RISKD_OBJECT_END: end = scanned
            case RISKD_OBJECT_BROKEN: return .broken
            default:
                if buffer.count - start > bytesMax { return .overLimit }
                return isFinished ? .broken : .needsMore
            }
        }
        let end = start + scanned
        if isElement || scan.spans_lines != 0 { return .whole(end: end, next: end) }
        switch Self.follower(in: buffer, from: end, isFinished: isFinished) {
        case .unknown: return .needsMore
        case .lineEnd(let feed): return .whole(end: end, next: feed + 1)
        case .element: return .whole(end: end, next: end)
        case .text: return .line
        }
    }

    private mutating func scan(
        _ buffer: [UInt8], from start: Int, bytesMax: Int
    ) -> riskd_object_status {
        unsafe buffer.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return RISKD_OBJECT_MORE }
            return unsafe riskd_scan_object(
                &scan, base + start, min(bytes.count - start, bytesMax), bytes.count - start,
                &scanned)
        }
    }

    // MARK: - Behind an object

    enum Follower: Equatable {
        case unknown
        /// The line ends at this line feed.
        case lineEnd(Int)
        /// Another object, or the end of an array.
        case element
        case text
    }

    /// Blanks and commas behind an object that are looked past.
    private static let followersMax = 8

    /// What stands behind an object on its line.
    static func follower(in buffer: [UInt8], from end: Int, isFinished: Bool) -> Follower {
        var hasComma = false
        for place in end..<min(buffer.count, end + followersMax) {
            switch buffer[place] {
            case 0x0A: return hasComma ? .element : .lineEnd(place)
            case UInt8(ascii: ","): hasComma = true
            case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "]"): return .element
            case 0...0x20: break
            default: return .text
            }
        }
        return buffer.count - end >= followersMax || isFinished ? .element : .unknown
    }

    /// Whether an object that may end before the end of its line does so, for all that its braces
    /// say.
    ///
    /// - Parameter last: Where the line's last brace stands.
    static func mayEnd(before last: Int, in buffer: [UInt8], from start: Int) -> Bool {
        var place = start
        while let brace = ByteSearch.first(UInt8(ascii: "}"), in: buffer, place..<last) {
            if follower(in: buffer, from: brace + 1, isFinished: false) != .text { return true }
            place = brace + 1
        }
        return false
    }
}
