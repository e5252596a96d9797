/// Numbers of generations, found by the family that they are of.
struct FamilyIndex {
    private var families: [UInt32: [UInt8]] = [:]
    private var numbers: [[UInt8]: Set<UInt32>] = [:]

    func contains(_ number: UInt32) -> Bool { families[number] != nil }

    mutating func insert(_ number: UInt32, family: [UInt8]) {
        if let known = families[number] {
            if known == family { return }
            remove(number)
        }
        families[number] = family
        numbers[family, default: []].insert(number)
    }

    mutating func remove(_ number: UInt32) {
        guard let family = families.removeValue(forKey: number) else { return }
        numbers[family]?.remove(number)
        if numbers[family]?.isEmpty ?? false { numbers[family] = nil }
    }

    /// In the order of their numbers.
    func ofFamily(_ family: [UInt8]) -> [UInt32] { (numbers[family] ?? []).sorted() }
}
