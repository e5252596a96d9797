import CIM

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
        bytes.append(string)
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

    /// The same, with U+FFFD for bytes that are not UTF-8.
    var repaired: ByteStrings {
        var result = self
        for number in places.indices {
            guard !bytes.span.extracting(places[number].range).isASCII else { continue }
            let text = Array(text(number).utf8)
            if !equals(number, text.span) { result.replace(number, by: text) }
        }
        return result
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
        let same = all.extracting(x.start..<x.start + common)
            .commonCount(all.extracting(y.start..<y.start + common))
        if same < common { return all[x.start + same] < all[y.start + same] ? -1 : 1 }
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
