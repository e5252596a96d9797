/// Which files hold a descriptor, in the order in which they took theirs. Each step takes constant
/// time, however many there are.
struct OpenFiles {
    /// By number: when it took its descriptor.
    private var tickets: [UInt32: UInt64] = [:]
    /// In the order of tickets; entries whose ticket is not the file's any more are of the past.
    private var order: [(number: UInt32, ticket: UInt64)] = []
    private var first = 0
    private var lastTicket: UInt64 = 0

    var count: Int { tickets.count }

    mutating func insert(_ number: UInt32) {
        lastTicket += 1
        tickets[number] = lastTicket
        order.append((number, lastTicket))
    }

    mutating func remove(_ number: UInt32) { tickets[number] = nil }

    /// Takes out the file that has been open longest of those that may be closed. The others go
    /// behind, so that they are not asked for again at once.
    mutating func takeOldest(where mayClose: (UInt32) -> Bool) -> UInt32? {
        var kept = 0
        while first < order.count, kept < tickets.count {
            let (number, ticket) = order[first]
            first += 1
            guard tickets[number] == ticket else { continue }
            if mayClose(number) {
                tickets[number] = nil
                compact()
                return number
            }
            insert(number)
            kept += 1
        }
        compact()
        return nil
    }

    private mutating func compact() {
        guard first > 64, first > order.count / 2 else { return }
        order.removeFirst(first)
        first = 0
    }
}
