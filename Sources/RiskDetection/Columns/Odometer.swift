/// The combinations of one value of each of some lists, the first list's value changing slowest.
///
/// Lists come from records: two of 10,000 values each would be a hundred million combinations.
enum Odometer {
    /// Combinations of one row or event that are taken; further ones are left out.
    static let combinationsMax = 10_000

    /// Calls `body` with the places in the lists.
    ///
    /// - Parameter counts: How many values each list has.
    /// - Returns: How many combinations were left out.
    static func forEach(_ counts: [Int], _ body: ([Int]) -> Void) -> Int {
        var total = 1
        for count in counts {
            let (product, isTooMuch) = total.multipliedReportingOverflow(by: count)
            total = isTooMuch ? .max : product
        }
        // A list without values leaves none, however long the others are.
        if counts.contains(0) { return 0 }
        var places = counts.map { _ in 0 }
        for _ in 0..<min(total, combinationsMax) {
            body(places)
            for list in places.indices.reversed() {
                places[list] += 1
                if places[list] < counts[list] { break }
                places[list] = 0
            }
        }
        return total - min(total, combinationsMax)
    }
}
