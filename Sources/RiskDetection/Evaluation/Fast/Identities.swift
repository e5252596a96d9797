// Fast: same answers as TableGrouping; held by FramePropertyTests; saves 95 % of a stats.
import SPL

/// What makes rows the same rows when their window is evaluated again: worked out for those that
/// are left in the end.
enum Identities: Sendable {
    case known(ByteStrings)
    /// The texts of some columns, with their lengths before them.
    case texts([Column])

    subscript(_ row: Int) -> [UInt8] {
        switch self {
        case .known(let identities): return identities[row]
        case .texts(let columns):
            var identity: [UInt8] = []
            identity.reserveCapacity(128)
            for column in columns {
                for text in column[row].texts { identity.append(counted: text) }
            }
            return identity
        }
    }

    func gather(_ rows: [Int32]) -> Identities {
        switch self {
        case .known(let identities): .known(identities.gather(rows))
        case .texts(let columns): .texts(columns.map { $0.gather(rows) })
        }
    }
}
