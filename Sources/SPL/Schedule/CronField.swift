/// One field of a cron expression, as the set of its numbers.
struct CronField: Hashable, Sendable {
    /// Bit n stands for the number n.
    let bits: UInt64
    /// Whether the field was `*`.
    let isAny: Bool

    func contains(_ number: Int) -> Bool { bits & (1 << UInt64(number)) != 0 }

    /// What a field is called, and which numbers it takes.
    struct Kind: Sendable {
        let name: String
        let range: ClosedRange<Int>

        static let all = [
            Kind(name: "minute", range: 0...59), Kind(name: "hour", range: 0...23),
            Kind(name: "day of month", range: 1...31), Kind(name: "month", range: 1...12),
            // Sunday is 0; 7 is taken for it as well, as in Vixie cron.
            Kind(name: "day of week", range: 0...7),
        ]
    }

    /// - Parameter offset: Where the field begins in the expression, for the error's place.
    init(_ text: Substring, _ kind: Kind, offset: Int) throws(SPLError) {
        var bits: UInt64 = 0
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            bits |= try Self.bits(of: part, in: text, kind, offset: offset)
        }
        if kind.range.upperBound == 7, bits & 0x80 != 0 { bits = bits & 0x7F | 1 }
        self.bits = bits
        isAny = text == "*"
    }

    private static func bits(
        of part: Substring, in text: Substring, _ kind: Kind, offset: Int
    ) throws(SPLError) -> UInt64 {
        func fail(_ what: String) -> SPLError {
            SPLError(
                .invalidSchedule,
                "cron field \"\(kind.name)\" is \"\(text)\": \(what); write *, a number "
                    + "\(kind.range.lowerBound)-\(kind.range.upperBound), a list 1,2, a range 1-5 "
                    + "or a step */15",
                range: offset..<(offset + text.utf8.count))
        }
        let pieces = part.split(separator: "/", omittingEmptySubsequences: false)
        guard pieces.count <= 2 else { throw fail("more than one /") }
        var step = 1
        if pieces.count == 2 {
            guard let number = number(pieces[1]), number >= 1 else {
                throw fail("the step \"\(pieces[1])\" is not a number from 1")
            }
            step = number
        }
        let range: ClosedRange<Int>
        if pieces[0] == "*" {
            range = kind.range.lowerBound...(kind.range.upperBound == 7 ? 6 : kind.range.upperBound)
        } else {
            let ends = pieces[0].split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count <= 2, let low = number(ends[0]),
                let high = number(ends[ends.count - 1])
            else { throw fail("names and other signs than , - / * are not known") }
            guard kind.range.contains(low), kind.range.contains(high) else {
                throw fail("out of range")
            }
            guard low <= high else { throw fail("the range runs backwards") }
            range = low...(pieces.count == 2 && ends.count == 1 ? kind.range.upperBound : high)
        }
        return stride(from: range.lowerBound, through: range.upperBound, by: step)
            .reduce(0) { $0 | 1 << UInt64($1) }
    }

    private static func number(_ text: Substring) -> Int? {
        guard (1...4).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Int(text)
    }
}
