/// Many byte strings in one piece of memory.
///
/// A list of arrays costs an allocation, a head and a count of references for each; this costs none
/// of them, and some of the strings are taken without copying a byte.
struct ByteStrings: Sendable {
    /// The strings one behind the other, among bytes that belong to none.
    private(set) var bytes: [UInt8] = []
    private(set) var places: [Place] = []

    struct Place: Sendable {
        var start: Int
        var count: Int

        var range: Range<Int> { start..<start + count }
    }

    init() {}

    /// - Parameter places: Within `bytes`.
    init(bytes: [UInt8], places: [Place]) {
        self.bytes = bytes
        self.places = places
    }

    var count: Int { places.count }

    subscript(_ number: Int) -> [UInt8] { Array(bytes[places[number].range]) }

    /// The string as text; bytes that are not UTF-8 become U+FFFD.
    func text(_ number: Int) -> String {
        String(decoding: bytes[places.span[number].range], as: UTF8.self)
    }

    mutating func append(_ string: Span<UInt8>) {
        places.append(Place(start: bytes.count, count: string.count))
        bytes.append(addingCapacity: string.count) { (out: inout OutputSpan<UInt8>) in
            for index in string.indices { out.append(string[index]) }
        }
    }

    /// Has a string be another one.
    mutating func replace(_ number: Int, by string: [UInt8]) {
        places[number] = Place(start: bytes.count, count: string.count)
        bytes.append(contentsOf: string)
    }

    /// Some of the strings.
    func gather(_ rows: [Int32]) -> ByteStrings {
        let places = places.span
        return ByteStrings(bytes: bytes, places: rows.map { places[Int($0)] })
    }

    func equals(_ number: Int, _ string: Span<UInt8>) -> Bool {
        let place = places.span[number]
        return bytes.span.extracting(place.range).hasBytes(of: string)
    }

    /// Less than 0 where the first comes before the second by byte, 0 where they are the same.
    func compare(_ a: Int, _ b: Int) -> Int {
        let (all, places) = (bytes.span, places.span)
        let (x, y) = (places[a], places[b])
        let common = min(x.count, y.count)
        var place = 0
        while place < common {
            let (left, right) = (all[x.start + place], all[y.start + place])
            if left != right { return left < right ? -1 : 1 }
            place += 1
        }
        return x.count - y.count
    }
}

extension ByteStrings: Equatable {
    static func == (a: ByteStrings, b: ByteStrings) -> Bool {
        a.count == b.count
            && a.places.indices.allSatisfy {
                a.equals($0, b.bytes.span.extracting(b.places[$0].range))
            }
    }
}
