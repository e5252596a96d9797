/// Cuts the bytes of one stream connection into syslog messages.
///
/// A connection whose first message is counted (`123 <34>1 …`) is counted throughout; a message on
/// it that has no count ends at a line feed. Any other connection is framed as a log file is: by
/// lines, with XML events that may span them.
///
/// - Memory: at most the record limit plus what was last appended.
///
/// Source: RFC 6587, sections 3.4.1 (octet counting) and 3.4.2 (non-transparent framing).
package struct SyslogFramer {
    private enum Method { case undecided, counted, lines }

    /// What a counted connection is in the middle of.
    private enum Rest: Equatable {
        case nothing
        /// Bytes of an over-long message that are still to come.
        case bytes(Int)
        /// The rest of an over-long line.
        case line
    }

    /// More digits than any count that the record limit allows.
    private static let countDigitsMax = 9

    private let recordBytesMax: Int
    private var method = Method.undecided
    private var lines: RecordFramer
    private var buffer: [UInt8] = []
    private var cursor = 0
    /// Before it no line feed stands in an unfinished line: each byte is looked at once, in however
    /// small pieces a sender writes.
    private var endless = 0
    /// Where in the connection the buffer begins.
    private var bufferStart: UInt64 = 0
    private var skipping = Rest.nothing
    private var isFinished = false

    package init(recordBytesMax: Int) {
        self.recordBytesMax = recordBytesMax
        lines = RecordFramer(encoding: .utf8, recordBytesMax: recordBytesMax)
    }

    /// Bytes that are held because their message is not whole yet.
    package var pendingBytes: Int { buffer.count - cursor + lines.pendingBytes }

    package mutating func append(_ chunk: ArraySlice<UInt8>) {
        guard method != .lines else { return lines.append(chunk) }
        bufferStart += UInt64(cursor)
        buffer.removeSubrange(..<cursor)
        endless = max(0, endless - cursor)
        cursor = 0
        buffer.append(contentsOf: chunk)
        decide()
    }

    /// Says that the connection has ended: what is left is handed out as it is.
    package mutating func finish() {
        isFinished = true
        decide()
        if method == .lines { lines.finish() }
    }

    private mutating func decide() {
        guard method == .undecided else { return }
        switch count(at: cursor) {
        case .some(let start) where start.next < buffer.count:
            let first = buffer[start.next]
            let isMessage = first == UInt8(ascii: "<") || first == UInt8(ascii: "{")
            method = isMessage ? .counted : .lines
        case .some where !isFinished, nil where isCountUnfinished && !isFinished: return
        case .some, nil: method = .lines
        }
        guard method == .lines else { return }
        lines.append(buffer[...])
        buffer = []
    }

    /// Hands out the next message.
    ///
    /// - Parameter body: See ``RecordFramer/next(_:)``; offsets count from the connection's start.
    package mutating func next(
        _ body: (FramerOutput, Span<UInt8>, UInt64, UInt64) -> Bool
    ) -> Framing {
        switch method {
        case .undecided: .needsMore
        case .lines: lines.next(body)
        case .counted: nextCounted(body)
        }
    }

    // MARK: - Octet counting

    /// The count that stands at a place, and where its message begins.
    private func count(at place: Int) -> (bytes: Int, next: Int)? {
        var number = 0
        var index = place
        while index < buffer.count, index - place < Self.countDigitsMax,
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(buffer[index])
        {
            number = number * 10 + Int(buffer[index] - UInt8(ascii: "0"))
            index += 1
        }
        guard index < buffer.count, buffer[index] == UInt8(ascii: " "), index > place,
            buffer[place] != UInt8(ascii: "0")
        else { return nil }
        return (number, index + 1)
    }

    /// Whether what stands at the cursor may yet become a count.
    private var isCountUnfinished: Bool {
        let rest = buffer[cursor...]
        return rest.count <= Self.countDigitsMax && rest.first != UInt8(ascii: "0")
            && rest.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private mutating func nextCounted(
        _ body: (FramerOutput, Span<UInt8>, UInt64, UInt64) -> Bool
    ) -> Framing {
        guard skip() else { return .needsMore }
        // Some senders put a line feed behind a counted message as well.
        while cursor < buffer.count, buffer[cursor] <= 0x20 { cursor += 1 }
        guard cursor < buffer.count else { return .needsMore }
        guard let (bytes, start) = count(at: cursor) else {
            return isCountUnfinished && !isFinished ? .needsMore : nextLine(body)
        }
        if bytes > recordBytesMax {
            return tooLong(.bytes(bytes), from: start, body)
        }
        let isWhole = start + bytes <= buffer.count
        guard isWhole || isFinished else { return .needsMore }
        let end = min(start + bytes, buffer.count)
        return emit(isWhole ? .record : .truncated, start..<end, next: end, body)
    }

    /// A message without a count among counted ones.
    private mutating func nextLine(
        _ body: (FramerOutput, Span<UInt8>, UInt64, UInt64) -> Bool
    ) -> Framing {
        let feed = ByteSearch.first(0x0A, in: buffer, max(cursor, endless)..<buffer.count)
        endless = feed ?? buffer.count
        let end = feed ?? buffer.count
        if end - cursor > recordBytesMax { return tooLong(.line, from: cursor, body) }
        guard feed != nil || isFinished else { return .needsMore }
        return emit(.record, cursor..<end, next: min(end + 1, buffer.count), body)
    }

    private mutating func emit(
        _ kind: FramerOutput, _ range: Range<Int>, next: Int,
        _ body: (FramerOutput, Span<UInt8>, UInt64, UInt64) -> Bool
    ) -> Framing {
        let start = bufferStart + UInt64(range.lowerBound)
        let end = bufferStart + UInt64(next)
        guard body(kind, buffer.span.extracting(range), start, end) else { return .refused }
        cursor = next
        return .taken
    }

    private mutating func tooLong(
        _ rest: Rest, from start: Int,
        _ body: (FramerOutput, Span<UInt8>, UInt64, UInt64) -> Bool
    ) -> Framing {
        let framing = emit(.tooLong, start..<start, next: start, body)
        if framing == .taken { skipping = rest }
        return framing
    }

    /// Leaves out what is still to come of an over-long message.
    ///
    /// - Returns: Whether its end was reached.
    private mutating func skip() -> Bool {
        switch skipping {
        case .nothing: return true
        case .bytes(let count):
            let skipped = min(count, buffer.count - cursor)
            cursor += skipped
            skipping = skipped == count ? .nothing : .bytes(count - skipped)
        case .line:
            let feed = ByteSearch.first(0x0A, in: buffer, cursor..<buffer.count)
            cursor = feed.map { $0 + 1 } ?? buffer.count
            if feed != nil { skipping = .nothing }
        }
        return skipping == .nothing
    }
}
