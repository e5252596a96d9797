/// Messages about files for the state, kept until the ring takes them.
struct FileMessages {
    private var forgotten: [UInt32] = []
    /// Generations that have gone, and whether the ring has their last position.
    private var departed: [(departure: FileDeparture, isAnnounced: Bool)] = []
    /// Patterns that the state does not know yet.
    private var patterns: [String]

    /// - Parameter patterns: Those that this run is the first to follow.
    init(patterns: Set<String>) { self.patterns = patterns.sorted() }

    var hasPatterns: Bool { !patterns.isEmpty }

    mutating func depart(_ departure: FileDeparture) { departed.append((departure, false)) }

    mutating func forget(_ number: UInt32) {
        departed.removeAll { $0.departure.position.number == number }
        forgotten.append(number)
    }

    // MARK: - Each returns whether the ring took everything

    mutating func sendForgotten(to ring: inout RingWriter) -> Bool {
        while let number = forgotten.last {
            guard ring.forget(number) else { return false }
            forgotten.removeLast()
        }
        return true
    }

    mutating func sendPatterns(to ring: inout RingWriter) -> Bool {
        while let pattern = patterns.last {
            guard ring.note(SavedState.note(ofPattern: pattern)) else { return false }
            patterns.removeLast()
        }
        return true
    }

    /// Says which files have gone, and of which bytes were lost that nobody read.
    mutating func sendDeparted(to ring: inout RingWriter) -> Bool {
        while let (departure, isAnnounced) = departed.first {
            let (number, offset) = (departure.position.number, departure.position.offset)
            if !isAnnounced {
                guard ring.announce(number, source: departure.source, .file(departure.position))
                else { return false }
                departed[0].isAnnounced = true
            }
            if departure.isLoss {
                guard ring.lost(stream: number, offset: offset) else { return false }
            }
            departed.removeFirst()
        }
        return true
    }
}
