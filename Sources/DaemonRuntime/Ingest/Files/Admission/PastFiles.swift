/// The generations that are not followed now, and what is still expected of them.
struct PastFiles {
    /// How long copies of a generation are looked for beside it.
    static let soughtNanoseconds: UInt64 = 60_000_000_000

    private(set) var generations = Generations()
    /// Those whose own file could not be read at this look: no other is taken for them.
    private var reserved: Set<UInt32> = []
    /// Those whose copies are looked for beside them, and until when.
    private var sought: [UInt32: UInt64] = [:]
    /// Those that the last run followed and that were not found again yet.
    private var missing: Set<UInt32>

    init(_ positions: [FilePosition]) {
        for position in positions { generations.insert(position) }
        missing = Set(positions.filter(\.isFollowed).map(\.number))
    }

    subscript(_ number: UInt32) -> FilePosition? { generations.positions[number] }

    mutating func insert(_ position: FilePosition) { generations.insert(position) }

    /// The generation is followed again.
    mutating func resume(_ number: UInt32) {
        generations.remove(number)
        missing.remove(number)
        sought[number] = nil
    }

    /// Those beyond the bound.
    mutating func takeExcess() -> [UInt32] { generations.takeExcess() }

    // MARK: - Reserved

    mutating func reserve(_ numbers: [UInt32]) { reserved.formUnion(numbers) }

    mutating func release() { reserved = [] }

    func isReserved(_ number: UInt32) -> Bool { reserved.contains(number) }

    // MARK: - Sought

    mutating func seek(_ number: UInt32, at now: UInt64) {
        sought[number] = now &+ Self.soughtNanoseconds
    }

    mutating func seekAll(at now: UInt64) {
        for number in generations.positions.keys { seek(number, at: now) }
    }

    func isSought(_ number: UInt32) -> Bool { sought[number] != nil }

    /// Those whose copies are looked for at a time, by their numbers.
    mutating func sought(at now: UInt64) -> [FilePosition] {
        sought = sought.filter { $0.value > now && generations.positions[$0.key] != nil }
        return sought.keys.sorted().compactMap { generations.positions[$0] }
    }

    // MARK: - Missing

    var allMissing: [UInt32] { missing.sorted() }

    mutating func stopMissing(_ number: UInt32) { missing.remove(number) }
}
