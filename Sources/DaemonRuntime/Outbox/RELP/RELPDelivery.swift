/// What has become of the messages of one batch. It asks no clock and sends nothing.
struct RELPDelivery {
    private enum Fate: Equatable {
        case waits, isSent, isTaken
        case isRefused(String)
    }

    private var fates: [Fate]
    /// Where to go on sending.
    private var cursor = 0
    /// How many the receiver took of those that were sent for this batch.
    private(set) var taken = 0

    /// - Parameter isTaken: Whether the receiver said earlier that it has the message.
    init(count: Int, isTaken: (Int) -> Bool = { _ in false }) {
        fates = (0..<count).map { isTaken($0) ? .isTaken : .waits }
    }

    /// The next message to send; nil where none is left, or where one was refused: those behind it
    /// wait until it is clear what becomes of it.
    mutating func next() -> Int? {
        guard firstRefused == nil else { return nil }
        while cursor < fates.count {
            defer { cursor += 1 }
            guard fates[cursor] == .waits else { continue }
            fates[cursor] = .isSent
            return cursor
        }
        return nil
    }

    mutating func take(_ place: Int) {
        fates[place] = .isTaken
        taken += 1
    }

    mutating func refuse(_ place: Int, _ reason: String) { fates[place] = .isRefused(reason) }

    /// The first message that was refused, and what the receiver said.
    var firstRefused: (place: Int, reason: String)? {
        for (place, fate) in fates.enumerated() {
            if case .isRefused(let reason) = fate { return (place, reason) }
        }
        return nil
    }

    /// How many from the first on the receiver has.
    var takenAtStart: Int { fates.prefix { $0 == .isTaken }.count }

    /// Those behind the first that it does not have, which it has.
    var takenAhead: [Int] {
        fates.indices.dropFirst(takenAtStart).filter { fates[$0] == .isTaken }
    }
}
