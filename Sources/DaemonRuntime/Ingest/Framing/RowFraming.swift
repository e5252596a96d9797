/// Finds the rows of a CSV table, and the records in them. Confined to one framer.
///
/// Source: RFC 4180; a quote within a quoted field is doubled, and the field may hold line feeds.
struct RowFraming {
    private let layout: RowLayout
    /// The record of the row, without its quotes.
    private(set) var record: [UInt8] = []
    /// How far the row has been looked at, from its start.
    private var scanned = 0
    private var column = 0
    private var state = State.fieldStart
    private var end: Int?

    private enum State { case fieldStart, plain, quoted, quoteInQuoted }

    init(_ layout: RowLayout) { self.layout = layout }

    enum Row: Equatable {
        case needsMore
        /// It ends there, with its line feed; the record is in ``record``.
        case whole(end: Int)
        /// No row of the table: its first line is taken for itself.
        case broken
        case overLimit
    }

    /// The next row begins.
    mutating func reset() {
        record.removeAll(keepingCapacity: true)
        (scanned, column, state, end) = (0, 0, .fieldStart, nil)
    }

    /// - Parameter start: Where the row begins.
    mutating func advance(
        in buffer: [UInt8], from start: Int, bytesMax: Int, isFinished: Bool
    ) -> Row {
        if let end { return .whole(end: start + end) }
        while scanned <= bytesMax, start + scanned < buffer.count {
            let byte = buffer[start + scanned]
            scanned += 1
            if state != .quoted, byte == 0x0A { return finish(start) }
            guard take(byte) else { return .broken }
        }
        if scanned > bytesMax { return .overLimit }
        guard isFinished else { return .needsMore }
        return state == .quoted ? .broken : finish(start)
    }

    private mutating func finish(_ start: Int) -> Row {
        guard column + 1 == layout.columns else { return .broken }
        if state == .plain, layout.column == column, record.last == 0x0D { record.removeLast() }
        end = scanned
        return .whole(end: start + scanned)
    }

    /// - Returns: Whether the row still is one.
    private mutating func take(_ byte: UInt8) -> Bool {
        switch state {
        case .quoted:
            if byte == UInt8(ascii: "\"") { state = .quoteInQuoted } else { keep(byte) }
        case .quoteInQuoted:
            switch byte {
            case UInt8(ascii: "\""):
                keep(byte)
                state = .quoted
            case layout.separator: nextColumn()
            case 0x0D: break
            default: return false
            }
        case .fieldStart where byte == UInt8(ascii: "\""): state = .quoted
        case .fieldStart, .plain:
            if byte == layout.separator {
                nextColumn()
            } else {
                state = .plain
                keep(byte)
            }
        }
        return column < layout.columns
    }

    private mutating func nextColumn() {
        column += 1
        state = .fieldStart
    }

    private mutating func keep(_ byte: UInt8) {
        if column == layout.column { record.append(byte) }
    }
}
