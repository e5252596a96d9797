/// Findings that wait for one who watches: at the limit further ones are dropped and counted, and he
/// is told how many as soon as there is room.
struct FindingsBuffer {
    /// A terminal takes megabytes a second: who has not read so much is stopped, or far away.
    static let bytesMax = 1 << 20

    private var bytes: [UInt8] = []
    private var dropped = 0

    mutating func append(_ piece: FindingsFeed.Piece) {
        switch piece {
        case .line(let line) where dropped == 0 && bytes.count + line.count <= Self.bytesMax:
            bytes += line
        case .line: dropped += 1
        case .dropped(let count): dropped += count
        }
    }

    /// All that waits.
    mutating func take() -> [UInt8] {
        if dropped > 0 {
            bytes += Array("{\"dropped\":\(dropped)}\n".utf8)
            dropped = 0
        }
        defer { bytes = [] }
        return bytes
    }
}
