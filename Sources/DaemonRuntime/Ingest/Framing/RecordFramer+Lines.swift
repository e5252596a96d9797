import CIM

/// What begins at the cursor, and lines that are one record.
extension RecordFramer {
    /// - Returns: Nil when the line gave nothing to hand out.
    mutating func nextLine(_ body: Body) -> Framing? {
        guard skipBlanks() else { return .needsMore }
        if mayBeAppended { return nextAppended(body) }
        if input.buffer[input.cursor] == UInt8(ascii: "{") { return nextBrace(body) }
        let feed = input.first(0x0A, from: input.cursor + scanned)
        if let feed, mode == .between, feed - input.cursor <= recordBytesMax, passesOverLine(feed) {
            return nil
        }
        return nextText(feed, body)
    }

    /// A line that does not begin with a brace; `feed` is its end, if that has come.
    mutating func nextText(_ feed: Int?, _ body: Body) -> Framing? {
        let cursor = input.cursor
        let end = feed ?? input.buffer.count
        let start = RecordStart.find(input.buffer.span.extracting(cursor..<end), end - cursor)
        let opens = start.map { opensRecord($0) } ?? false
        // An event that would begin beyond the limit belongs to the line, however it is cut.
        if let start, start.isXML, opens,
            start.start + start.prefix + EventFraming.opening.count <= recordBytesMax,
            isNamed(cursor + start.start + start.prefix + 1)
        {
            input.cursor += start.start
            event = EventFraming(prefix: start.prefix)
            scanned = 0
            mode = .event
            return nil
        }
        guard let feed else {
            if end - cursor > recordBytesMax { return tooLong(body) }
            scanned = end - cursor
            guard input.isFinished else { return .needsMore }
            return nextLine(cursor..<end, next: end, opens, start, body)
        }
        if feed - cursor > recordBytesMax { return tooLong(body) }
        return nextLine(cursor..<feed, next: feed + 1, opens, start, body)
    }

    private mutating func nextLine(
        _ line: Range<Int>, next: Int, _ opens: Bool, _ start: RecordStart.Place?, _ body: Body
    ) -> Framing? {
        let line = line.lowerBound..<trimmedEnd(line)
        let opensObject = opens && !(start?.isXML ?? true)
        if !opensObject, mode == .resuming || LineKind.isWrapper(input.buffer.span.extracting(line))
        {
            moveOn(to: next, mode)
            return nil
        }
        return emit(line.upperBound, next: next, to: body)
    }

    /// Whether `Event` stands at a place, whole: at the end of the buffer it is not known yet.
    private func isNamed(_ place: Int) -> Bool {
        place + 5 < input.buffer.count
            && RecordStart.opensEvent(input.buffer.span, place, input.buffer.count)
    }

    /// Whether a beginning that was found on a line that does not begin with a brace counts.
    private func opensRecord(_ start: RecordStart.Place) -> Bool {
        guard mode == .resuming else { return true }
        switch resumption {
        case .anyRecord: return true
        case .atLineStart: return start.start == 0
        case .objects:
            // A key or value of the broken object may well hold a brace.
            let first = input.buffer[input.cursor]
            return ![UInt8(ascii: "\""), UInt8(ascii: "}"), UInt8(ascii: ":")].contains(first)
        }
    }

    /// The end of a line without its carriage return.
    private func trimmedEnd(_ line: Range<Int>) -> Int {
        line.last.map { input.buffer[$0] == 0x0D } ?? false
            ? line.upperBound - 1 : line.upperBound
    }

    /// Hands out the line at the cursor as one record, whatever it is.
    mutating func nextWholeLine(_ body: Body) -> Framing? {
        let cursor = input.cursor
        let feed = input.first(0x0A, from: cursor + scanned)
        let end = feed ?? input.buffer.count
        let behind = mode == .brokenLine ? Mode.resuming : base
        if end - cursor > recordBytesMax {
            return tooLong(behind: mode == .brokenLine ? .skippingFirst : .skippingLine, body)
        }
        guard feed != nil || input.isFinished else {
            scanned = end - cursor
            return .needsMore
        }
        return emit(
            trimmedEnd(cursor..<end), next: feed.map { $0 + 1 } ?? end, behind: behind, to: body)
    }

    // MARK: - Blanks and brackets

    /// Moves to the next byte that may begin a record: over blanks, the NULs of a hole that a crash
    /// left, byte order marks, and the brackets and commas of arrays.
    ///
    /// - Returns: Whether there is one.
    private mutating func skipBlanks() -> Bool {
        // Where the search for a line's end goes on the line has been begun.
        guard scanned == 0 else { return true }
        while input.cursor < input.buffer.count {
            let byte = input.buffer[input.cursor]
            if byte <= 0x20 {
                if byte == 0x0A {
                    margin = LineMargin()
                } else if margin.isAtStart {
                    margin.indent += 1
                }
                input.cursor += 1
                continue
            }
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: ","), UInt8(ascii: "]"):
                switch skipBrackets() {
                case true?: continue
                case false?: return true
                case nil: return false
                }
            case 0xEF:
                let mark = input.buffer[input.cursor...].prefix(3)
                guard mark.count == 3 || input.isFinished else { return false }
                guard mark.elementsEqual([0xEF, 0xBB, 0xBF]) else { return true }
                input.cursor += 3
            default: return true
            }
        }
        return false
    }

    /// More brackets and blanks in a row are skipped whatever follows.
    private static let bracketsMax = 4_096

    /// Moves over brackets and commas, if an object follows them, or nothing more on their line.
    ///
    /// - Returns: Whether it did; nil where what follows is still to come.
    private mutating func skipBrackets() -> Bool? {
        let limit = input.cursor + Self.bracketsMax
        var place = input.cursor
        loop: while place < min(input.buffer.count, limit) {
            switch input.buffer[place] {
            case 0x0A, UInt8(ascii: "{"): break loop
            case 0...0x20, UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ","): place += 1
            default: return false
            }
        }
        if place == input.buffer.count, place < limit, !input.isFinished { return nil }
        if place < input.buffer.count, input.buffer[place] == UInt8(ascii: "{") {
            switch opensObject(at: place) {
            case true?: break
            case false?: return false
            case nil: return nil
            }
        }
        let indent = margin.indent
        input.cursor = place
        margin = LineMargin(indent: indent, isAtStart: false, isElement: true)
        return true
    }

    /// Blanks between a brace and a key that are looked past.
    private static let keyDistanceMax = 1_024

    /// Whether a brace opens an object: a key follows, or its end, or nothing on its line.
    ///
    /// - Returns: Nil where what follows is still to come.
    func opensObject(at brace: Int) -> Bool? {
        let limit = min(input.buffer.count, brace + 1 + Self.keyDistanceMax)
        for place in (brace + 1)..<limit {
            switch input.buffer[place] {
            case 0x0A, UInt8(ascii: "\""), UInt8(ascii: "}"): return true
            case 0...0x20: break
            default: return false
            }
        }
        if limit == brace + 1 + Self.keyDistanceMax { return false }
        return input.isFinished ? true : nil
    }

    // MARK: - Another encoding

    /// Whether the cursor's line may be UTF-16 in a file of UTF-8, as its first two bytes say:
    /// something appended text of another encoding.
    private var mayBeAppended: Bool {
        let place = input.cursor
        guard input.encoding == .utf8, margin.isAtStart else { return false }
        return input.buffer[place] == 0xFF
            || place + 1 < input.buffer.count && input.buffer[place + 1] == 0
    }

    /// Reports text in UTF-16 and skips it, up to the next line that begins with a record.
    private mutating func nextAppended(_ body: Body) -> Framing? {
        let head = pending.prefix(4)
        guard head.count == 4 || input.isFinished else { return .needsMore }
        guard head.starts(with: [0xFF, 0xFE]) || FileStart.unmarked(Array(head)) != nil else {
            return nextText(input.first(0x0A, from: input.cursor + scanned), body)
        }
        let isNew = !hasToldAppended
        if isNew {
            guard tell(.utf16Appended, to: body) else { return .refused }
            hasToldAppended = true
        }
        resumption = .atLineStart
        mode = .skippingFirst
        return isNew ? .taken : nil
    }

    /// Says what the file is. Where that is taken in the first character is as well, so that it is
    /// not said again after a restart.
    func tell(_ format: ForeignFormat, to body: Body) -> Bool {
        let next = min(input.cursor + 1, input.buffer.count)
        return body(
            .foreign, Array(format.rawValue.utf8).span, input.position, input.offset(of: next))
    }
}
