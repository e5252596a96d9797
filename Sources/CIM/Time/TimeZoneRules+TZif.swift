extension TimeZoneRules {
    /// More than any zone has had; what claims more is not believed.
    private static let transitionsMax = 10_000

    /// Reads a compiled zone file, version 1 to 4; nil where it is not one.
    ///
    /// Source: RFC 8536.
    package init?(tzif bytes: [UInt8], name: String) {
        guard var header = Header(bytes, at: 0) else { return nil }
        var width = 4
        if header.version >= 2 {
            guard let second = Header(bytes, at: header.end(timeWidth: 4)) else { return nil }
            header = second
            width = 8
        }
        let end = header.end(timeWidth: width)
        guard end <= bytes.count else { return nil }
        let body = header.start + 44
        let types = body + header.times * width
        let records = types + header.times
        func offset(_ type: Int) -> Int? {
            guard type < header.types else { return nil }
            let place = records + type * 6
            return Int(Self.bigEndian(bytes[place..<(place + 4)]))
        }
        guard let first = offset(0) else { return nil }
        var transitions: [Int64] = []
        var offsets = [first]
        for index in 0..<header.times {
            let place = body + index * width
            let time = Self.bigEndian(bytes[place..<(place + width)])
            guard let next = offset(Int(bytes[types + index])), abs(next) <= 86_400 * 2,
                time > transitions.last ?? .min
            else { return nil }
            transitions.append(time)
            offsets.append(next)
        }
        var footer: PosixTimeZone?
        if width == 8 {
            let text = bytes[end...].dropFirst().prefix { $0 != 0x0A }
            if !text.isEmpty {
                guard let rule = PosixTimeZone(text) else { return nil }
                footer = rule
            }
        }
        self.init(name: name, transitions: transitions, offsets: offsets, footer: footer)
    }

    private static func bigEndian(_ bytes: ArraySlice<UInt8>) -> Int64 {
        let isNegative = (bytes.first ?? 0) & 0x80 != 0
        return bytes.reduce(isNegative ? -1 : 0) { $0 << 8 | Int64($1) }
    }

    /// The counts in front of a block.
    private struct Header {
        let start: Int
        let version: Int
        let isUTC: Int
        let isStandard: Int
        let leaps: Int
        let times: Int
        let types: Int
        let characters: Int

        init?(_ bytes: [UInt8], at start: Int) {
            guard bytes.count - start >= 44, bytes[start..<(start + 4)].elementsEqual("TZif".utf8)
            else { return nil }
            let counts = (0..<6).map { index in
                let place = start + 20 + index * 4
                return Int(bigEndian(bytes[place..<(place + 4)]))
            }
            guard counts.allSatisfy({ (0...transitionsMax).contains($0) }), counts[4] > 0 else {
                return nil
            }
            self.start = start
            version = bytes[start + 4] == 0 ? 1 : Int(bytes[start + 4]) - 0x30
            (isUTC, isStandard, leaps) = (counts[0], counts[1], counts[2])
            (times, types, characters) = (counts[3], counts[4], counts[5])
        }

        func end(timeWidth: Int) -> Int {
            start + 44 + times * (timeWidth + 1) + types * 6 + characters
                + leaps * (timeWidth + 4) + isStandard + isUTC
        }
    }
}
