/// How far a stream has been taken in.
package enum SourcePosition: Equatable, Sendable {
    case file(FilePosition)
    /// A place that only the source can read, such as a cursor of the journal.
    case cursor(CursorPosition)
    /// There is no going back: a pipe, a socket. The text names the stream in messages.
    case transient(name: String)

    /// What the stream is called in messages.
    package var displayName: String {
        switch self {
        case .file(let position): position.displayPath
        case .cursor(let position): position.key
        case .transient(let name): name
        }
    }
}

/// A position that only its source can read.
package struct CursorPosition: Equatable, Sendable {
    /// Names the source in the state. It does not depend on the order or the names of the sources
    /// in the configuration, so that editing it loses no position.
    package var key: String
    package var bytes: [UInt8]

    package init(key: String, bytes: [UInt8]) {
        self.key = key
        self.bytes = bytes
    }
}

/// A position as it travels through the ring: a byte that says which kind, then its parts.
enum SourcePositionCoding {
    static func encode(_ position: SourcePosition) -> [UInt8] {
        switch position {
        case .file(let file): [0] + FilePositionCoding.encode(file)
        case .cursor(let cursor):
            // Keys are names from the configuration, so 4 GiB are enough for their length.
            [1] + number(UInt32(cursor.key.utf8.count)) + cursor.key.utf8 + cursor.bytes
        case .transient(let name): [2] + name.utf8
        }
    }

    static func decode(_ bytes: Span<UInt8>) -> SourcePosition {
        let rest = bytes.extracting(1..<bytes.count)
        switch bytes[0] {
        case 0: return .file(FilePositionCoding.decode(rest))
        case 1:
            let length = Int(
                (0..<4).reduce(UInt32(0)) { $0 | UInt32(rest[$1]) << UInt32(8 * $1) })
            return .cursor(
                CursorPosition(
                    key: String(decoding: array(rest, 4..<(4 + length)), as: UTF8.self),
                    bytes: array(rest, (4 + length)..<rest.count)))
        default:
            return .transient(name: String(decoding: array(rest, 0..<rest.count), as: UTF8.self))
        }
    }

    private static func number(_ number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    static func array(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
        range.map { bytes[$0] }
    }
}
