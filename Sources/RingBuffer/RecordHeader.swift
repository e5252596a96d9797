/// What stands in front of each record in the ring; the ring carries it and does not look at it.
package struct RecordHeader: Equatable, Sendable {
    package var source: UInt32
    package var kind: UInt32
    /// Where the record begins in its source, in bytes.
    package var offset: UInt64
    /// Where the next one may begin.
    package var endOffset: UInt64

    package init(source: UInt32, kind: UInt32, offset: UInt64, endOffset: UInt64) {
        self.source = source
        self.kind = kind
        self.offset = offset
        self.endOffset = endOffset
    }
}
