/// The value that a mapping gives a field: of the record, of riskd, or none. There is no case for a
/// text of the mapping's own; see ``Produced``.
///
/// Ranges are of the event's bytes, which begin as the record's arena does.
enum MappedValue {
    /// The field stays as it is.
    case unchanged
    case null
    case text(Range<Int>)
    /// A range less each occurrence of one byte.
    case without(UInt8, Range<Int>)
    case produced(Produced)
    /// Written in digits.
    case number(Int)
    case joined([Part])

    /// A piece of a joined value.
    enum Part {
        case text(Range<Int>)
        case produced(Produced)
        case separator(Separator)
    }

    /// What may stand between pieces: no word goes across it.
    enum Separator: UInt8 {
        case lineFeed = 0x0A
        case blank = 0x20
        case quote = 0x22
    }

    /// One of the texts where there is one; else the field stays as it is.
    static func ifKnown(_ produced: Produced?) -> MappedValue {
        produced.map(MappedValue.produced) ?? .unchanged
    }
}

extension Event {
    /// - Returns: Whether the field was given a value, or null.
    @discardableResult
    mutating func set(_ field: FieldID, to value: MappedValue) -> Bool {
        switch value {
        case .unchanged: return false
        case .null: setNull(field)
        case .text(let range): set(field, range: range)
        case .without(let byte, let range): set(field, without: byte, range)
        case .produced(let produced): set(field, produced.rawValue)
        case .number(let number): set(field, "\(number)")
        case .joined(let parts):
            let start = bytes.count
            for part in parts { append(part) }
            set(field, range: start..<bytes.count)
        }
        return true
    }

    private mutating func append(_ part: MappedValue.Part) {
        switch part {
        case .text(let range): for index in range { append(bytes[index]) }
        case .produced(let produced): append(produced.rawValue.utf8)
        case .separator(let separator): append(separator.rawValue)
        }
    }
}
