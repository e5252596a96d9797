/// Sorts many numbers by a few of their bits at a time.
enum RadixSort {
    private static let digitBits: UInt64 = 11
    /// Fewer numbers are compared with each other.
    private static let numbersMin = 512

    /// The places of some numbers in their order; equal ones stay as they were.
    static func order(of numbers: [UInt64]) -> [Int32] {
        var places = Array(0..<Int32(numbers.count))
        let all = numbers.span
        guard numbers.count >= numbersMin else {
            places.sort { a, b in
                let (x, y) = (numbers[Int(a)], numbers[Int(b)])
                return x == y ? a < b : x < y
            }
            return places
        }
        let greatest = numbers.max() ?? 0
        var sorted = places
        var shift: UInt64 = 0
        while shift < 64, greatest >> shift > 0 {
            var next = [Int32](repeating: 0, count: 1 << digitBits)
            let mask: UInt64 = 1 << digitBits - 1
            for index in all.indices { next[Int(all[index] >> shift & mask)] += 1 }
            var start: Int32 = 0
            for value in next.indices {
                let count = next[value]
                next[value] = start
                start += count
            }
            for place in places {
                let value = Int(all[Int(place)] >> shift & mask)
                sorted[Int(next[value])] = place
                next[value] += 1
            }
            swap(&places, &sorted)
            shift += digitBits
        }
        return places
    }
}
