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

extension [UInt8] {
    /// Adds a text with its length in digits and a colon before it, so that no other sequence of
    /// texts gives the same bytes.
    mutating func append(counted text: String) {
        append(digits: text.utf8.count)
        append(UInt8(ascii: ":"))
        append(contentsOf: text.utf8)
    }

    /// - Parameter number: 0 or more.
    mutating func append(digits number: Int) {
        if number >= 10 { append(digits: number / 10) }
        append(UInt8(ascii: "0") + UInt8(number % 10))
    }
}
