/// Cuts values out of values, as the add-ons' expressions do. Ranges are of the bytes passed along.
enum Cut {
    /// What follows the last backslash; all of it where there is none.
    static func afterBackslash(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
        after(bytes, range, UInt8(ascii: "\\"), UInt8(ascii: "\\"))
    }

    static func afterSlash(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
        after(bytes, range, UInt8(ascii: "/"), UInt8(ascii: "/"))
    }

    static func afterEitherSlash(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
        after(bytes, range, UInt8(ascii: "\\"), UInt8(ascii: "/"))
    }

    /// What stands before the last backslash; nothing where there is none.
    static func beforeBackslash(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
        let name = afterBackslash(bytes, range)
        return range.lowerBound..<max(range.lowerBound, name.lowerBound - 1)
    }

    /// Without the bytes of `isOuter` at both ends.
    static func trimmed(
        _ bytes: [UInt8], _ range: Range<Int>, _ isOuter: (UInt8) -> Bool
    ) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, isOuter(bytes[start]) { start += 1 }
        while end > start, isOuter(bytes[end - 1]) { end -= 1 }
        return start..<end
    }

    /// The leading run of bytes that are not `isSeparator`.
    static func leading(
        _ bytes: [UInt8], _ range: Range<Int>, until isSeparator: (UInt8) -> Bool
    ) -> Range<Int> {
        var end = range.lowerBound
        while end < range.upperBound, !isSeparator(bytes[end]) { end += 1 }
        return range.lowerBound..<end
    }

    private static func after(
        _ bytes: [UInt8], _ range: Range<Int>, _ separator: UInt8, _ other: UInt8
    ) -> Range<Int> {
        var index = range.upperBound
        while index > range.lowerBound, bytes[index - 1] != separator, bytes[index - 1] != other {
            index -= 1
        }
        return index..<range.upperBound
    }
}
