/// One match of a pattern.
package struct Match: Sendable {
    private let bytes: [UInt8]
    private let ranges: [Range<Int>?]

    init(bytes: [UInt8], ranges: [Range<Int>?]) {
        self.bytes = bytes
        self.ranges = ranges
    }

    /// Where the match stands, in bytes of UTF-8.
    package var range: Range<Int> { ranges[0] ?? 0..<0 }

    /// The text of a group, 0 for the whole match; nil for one that took no part in it.
    package func group(_ number: Int) -> String? {
        guard ranges.indices.contains(number), let range = ranges[number] else { return nil }
        return String(decoding: bytes[range], as: UTF8.self)
    }

    /// A replacement with the groups put in.
    func fill(_ template: String) -> [UInt8] {
        var result: [UInt8] = []
        var rest = Array(template.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let next = rest.first else {
                result.append(byte)
                continue
            }
            switch next {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                rest.removeFirst()
                let number = Int(next - UInt8(ascii: "0"))
                if ranges.indices.contains(number), let range = ranges[number] {
                    result += bytes[range]
                }
            case UInt8(ascii: "\\"):
                rest.removeFirst()
                result.append(next)
            default: result.append(byte)
            }
        }
        return result
    }
}
