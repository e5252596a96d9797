import CIM

/// Reads time modifiers.
struct TimeModifierParser {
    private let text: String
    private var rest: Substring

    init(_ text: String) {
        self.text = text
        rest = Substring(text)
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
    }

    /// Epoch seconds, with or without a fraction; nil when the text is no plain number.
    mutating func absolute() throws(SPLError) -> Timestamp? {
        let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy(Self.isNumber) else { return nil }
        guard let seconds = Int64(parts[0]), seconds <= 9_000_000_000 else {
            throw fail("the number of seconds is out of range")
        }
        let digits = parts.count == 2 ? parts[1].prefix(9) : ""
        let fraction = Int64(digits + String(repeating: "0", count: 9 - digits.count)) ?? 0
        return Timestamp(nanoseconds: seconds * Timestamp.nanosecondsPerSecond + fraction)
    }

    mutating func steps() throws(SPLError) -> [TimeModifier.Step] {
        var steps: [TimeModifier.Step] = []
        if rest.hasPrefix("now") {
            rest.removeFirst(3)
        } else if rest.isEmpty {
            throw fail("it is empty")
        }
        while let sign = rest.popFirst() {
            switch sign {
            case "+", "-": steps.append(try offset(isNegative: sign == "-"))
            case "@": steps.append(try snap())
            default: throw fail("\"\(sign)\" stands where +, - or @ is wanted")
            }
            guard steps.count <= 16 else { throw fail("it has more than 16 steps") }
        }
        return steps
    }

    private mutating func offset(isNegative: Bool) throws(SPLError) -> TimeModifier.Step {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        rest.removeFirst(digits.count)
        guard let amount = digits.isEmpty ? 1 : Int64(digits), amount <= 1_000_000_000 else {
            throw fail("the number \"\(digits)\" is out of range")
        }
        return .offset(isNegative ? -amount : amount, try unit(takeUnitName()))
    }

    private mutating func snap() throws(SPLError) -> TimeModifier.Step {
        let name = takeUnitName()
        if name == "w", let digit = rest.first, let day = digit.wholeNumberValue {
            rest.removeFirst()
            guard digit.isASCII, day <= 7 else { throw fail("weekdays run from @w0 to @w7") }
            return .snapWeekday(day % 7)
        }
        return .snap(try unit(name))
    }

    private mutating func takeUnitName() -> Substring {
        let name = rest.prefix { $0.isASCII && $0.isLetter }
        rest.removeFirst(name.count)
        return name
    }

    private func unit(_ name: Substring) throws(SPLError) -> TimeUnit {
        guard let unit = TimeUnit(name) else { throw fail("\"\(name)\" is not a unit of time") }
        return unit
    }

    private static func isNumber(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    private func fail(_ what: String) -> SPLError {
        SPLError(
            .invalidSchedule,
            "the time modifier \"\(text)\" cannot be read: \(what); write for example -70m@m, "
                + "-1d@d, now, with the units s m h d w mon q y",
            range: 0..<text.utf8.count)
    }
}
