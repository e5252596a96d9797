/// Where each piece of an expanded search comes from.
struct SourceMap {
    /// A run of expanded bytes of one origin.
    private struct Segment {
        /// First byte in the expanded text.
        let start: Int
        /// In the text as written: the bytes themselves, or the macro call they came out of.
        let original: Range<Int>
        /// The macros they came out of, outermost first; empty for bytes as written.
        let macros: [String]
        /// Whether they stand for the whole of `original` rather than for a part of it.
        var isMade = false

        /// Where a part of the run stands in the text as written.
        func original(of bytes: Range<Int>) -> Range<Int> {
            guard macros.isEmpty, !isMade else { return original }
            let shift = original.lowerBound - start
            return bytes.lowerBound + shift..<bytes.upperBound + shift
        }
    }

    private var segments: [Segment] = []
    /// Length of the expanded text so far.
    private var end = 0
    private var originalEnd = 0

    /// Tells that the next bytes of the expanded text are those of `original`.
    mutating func append(verbatim original: Range<Int>) {
        guard !original.isEmpty else { return }
        segments.append(Segment(start: end, original: original, macros: []))
        end += original.count
    }

    /// Tells that the next `count` bytes came out of the macro call at `call`.
    mutating func append(count: Int, of call: Range<Int>, macros: [String]) {
        guard count > 0 else { return }
        segments.append(Segment(start: end, original: call, macros: macros))
        end += count
    }

    /// Tells that the next `count` bytes were made of a part of the expanded text.
    mutating func append(count: Int, madeOf range: Range<Int>) {
        guard count > 0 else { return }
        let place = place(of: range)
        segments.append(
            Segment(start: end, original: place.range, macros: place.macros, isMade: true))
        end += count
    }

    /// - Parameter originalEnd: Length of the text as written; an error behind the last byte of
    ///   the expanded text is placed there.
    mutating func finish(originalEnd: Int) { self.originalEnd = originalEnd }

    /// The place in the text as written, and the macros that its bytes came out of.
    ///
    /// A range over several origins gives the hull of them and the macros that they share.
    func place(of range: Range<Int>) -> (range: Range<Int>, macros: [String]) {
        guard range.lowerBound < end else { return (originalEnd..<originalEnd, []) }
        var index = segmentIndex(at: range.lowerBound)
        var hull = original(of: range, in: index)
        var macros = segments[index].macros
        while index + 1 < segments.count, segments[index + 1].start < range.upperBound {
            index += 1
            let next = original(of: range, in: index)
            hull =
                min(hull.lowerBound, next.lowerBound)..<max(hull.upperBound, next.upperBound)
            macros = zip(macros, segments[index].macros).prefix { $0 == $1 }.map(\.0)
        }
        return (hull, macros)
    }

    /// The part of `range` that lies in a segment, in the text as written.
    private func original(of range: Range<Int>, in index: Int) -> Range<Int> {
        let segmentEnd = index + 1 < segments.count ? segments[index + 1].start : end
        return segments[index].original(of: range.clamped(to: segments[index].start..<segmentEnd))
    }

    /// The segment that holds a byte of the expanded text, by bisection.
    private func segmentIndex(at offset: Int) -> Int {
        var (low, high) = (0, segments.count - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if segments[middle].start <= offset { low = middle } else { high = middle - 1 }
        }
        return low
    }
}
