import CIM

/// Records that may span lines: events, objects, rows.
extension RecordFramer {
    // MARK: - Events

    mutating func nextEvent(_ body: Body) -> Framing? {
        let extent = event.advance(
            in: input.buffer, from: input.cursor, bytesMax: recordBytesMax,
            isFinished: input.isFinished)
        switch extent {
        case .end(let end): return emit(end, to: body)
        case .cut(let next): return emit(next, as: .truncated, to: body)
        case .wraps(let inner):
            input.cursor = inner
            event = EventFraming(prefix: 0)
            return nil
        case .broken(let end):
            if base != .resuming { resumption = .anyRecord }
            return emit(end, as: .truncated, behind: .resuming, to: body)
        case .overLimit:
            if base != .resuming { resumption = .anyRecord }
            return tooLong(behind: .skippingFirst, body)
        case .needsMore: return .needsMore
        }
    }

    // MARK: - Objects

    /// A brace at the beginning of a line, or behind another object.
    mutating func nextBrace(_ body: Body) -> Framing? {
        let cursor = input.cursor
        switch opensObject(at: cursor) {
        case nil: return .needsMore
        case false?: return nextText(input.first(0x0A, from: cursor + scanned), body)
        case true?: break
        }
        if mode == .resuming, case .objects(let indent) = resumption, margin.indent > indent {
            mode = .skippingFirst
            return nil
        }
        if mode == .between, !margin.isElement, let end = closedLine() {
            if passesOverLine(end) { return nil }
            if let last = lastBrace(before: end),
                !ObjectFraming.mayEnd(before: last, in: input.buffer, from: cursor)
            {
                return emit(last + 1, next: end + 1, to: body)
            }
        }
        object = ObjectFraming(isElement: margin.isElement, indent: margin.indent)
        mode = .object
        return nil
    }

    /// The end of the cursor's line, where that surely ends the object as well: the next line
    /// begins with another, which can follow nothing but the end of this one.
    ///
    /// So a log with an object a line is not looked at brace by brace.
    private func closedLine() -> Int? {
        guard let feed = input.first(0x0A, from: input.cursor), feed + 1 < input.buffer.count,
            input.buffer[feed + 1] == UInt8(ascii: "{"), feed - input.cursor <= recordBytesMax,
            lastBrace(before: feed) != nil
        else { return nil }
        return feed
    }

    /// The brace that a line ends with.
    private func lastBrace(before feed: Int) -> Int? {
        var last = feed - 1
        while last > input.cursor, input.buffer[last] <= 0x20 { last -= 1 }
        return input.buffer[last] == UInt8(ascii: "}") ? last : nil
    }

    mutating func nextObject(_ body: Body) -> Framing? {
        let extent = object.advance(
            in: input.buffer, from: input.cursor, bytesMax: recordBytesMax,
            isFinished: input.isFinished)
        switch extent {
        case .needsMore: return .needsMore
        case .whole(let end, let next): return emit(end, next: next, to: body)
        case .line: mode = .line
        case .broken:
            if base != .resuming { resumption = .objects(indent: object.indent) }
            mode = .brokenLine
        case .overLimit:
            if base != .resuming { resumption = .objects(indent: object.indent) }
            return tooLong(behind: .skippingFirst, body)
        }
        return nil
    }

    // MARK: - Rows

    mutating func nextRow(_ body: Body) -> Framing? {
        guard let extent = advanceRow() else { return .needsMore }
        switch extent {
        case .needsMore: return .needsMore
        case .whole(let end):
            // A header that comes again, as of exports that were put together.
            let isHeader = rows?.record == Array("_raw".utf8)
            if !isHeader, let record = rows?.record {
                guard body(.record, record.span, input.position, input.offset(of: end)) else {
                    return .refused
                }
            }
            rows?.reset()
            moveOn(to: end, .row)
            return isHeader ? nil : .taken
        case .broken:
            rows?.reset()
            mode = .line
            return nil
        case .overLimit:
            let framing = tooLong(body)
            if framing == .taken { rows?.reset() }
            return framing
        }
    }

    private mutating func advanceRow() -> RowFraming.Row? {
        while let byte = pending.first, byte == 0x0A || byte == 0x0D || byte == 0 {
            moveOn(to: input.cursor + 1, .row)
        }
        guard pendingBytes > 0 else { return nil }
        return rows?.advance(
            in: input.buffer, from: input.cursor, bytesMax: recordBytesMax,
            isFinished: input.isFinished)
    }

    // MARK: - The file's start

    mutating func nextStart(_ body: Body) -> Framing? {
        if let format = input.foreign {
            guard tell(format, to: body) else { return .refused }
            mode = .ignoring
            return .taken
        }
        while let byte = pending.first, byte <= 0x20 { moveOn(to: input.cursor + 1, .start) }
        guard let text = TextStart.decide(pending, isWhole: input.isFinished) else {
            return .needsMore
        }
        var framing: Framing?
        if case .foreign(let format) = text {
            guard tell(format, to: body) else { return .refused }
            framing = .taken
        }
        begin(text)
        margin = LineMargin()
        // The header.
        mode = rows == nil ? base : .skippingLine
        return framing
    }
}
