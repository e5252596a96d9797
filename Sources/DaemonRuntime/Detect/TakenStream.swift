import CIM

/// A stream as the detect side knows it.
struct TakenStream {
    /// As it was announced; ``position`` is what is taken in.
    private var announced: SourcePosition
    /// Behind the last record of a file that was taken in.
    private var offset: UInt64
    /// The cursor that becomes the position with the next record.
    var next: [UInt8]?
    /// Index into the sources of the configuration.
    let source: Int
    let format: RecordFormat
    let name: String
    /// Whether the position differs from what the last checkpoint holds.
    var isMoved = true

    init(_ position: SourcePosition, source: Int, format: RecordFormat) {
        announced = position
        offset = if case .file(let file) = position { file.offset } else { 0 }
        self.source = source
        self.format = format
        name = position.displayName
    }

    /// How far it was taken in.
    var position: SourcePosition {
        guard case .file(var file) = announced else { return announced }
        file.offset = offset
        return .file(file)
    }

    /// Takes in a record that ends at `end`. Runs once a record, so it copies nothing.
    mutating func advance(to end: UInt64) {
        offset = end
        isMoved = true
        guard let bytes = next, case .cursor(let cursor) = announced else { return }
        next = nil
        announced = .cursor(CursorPosition(key: cursor.key, bytes: bytes))
    }
}
