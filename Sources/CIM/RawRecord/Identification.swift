/// A raw field that is filled by what is known beside the records.
struct Identification: Sendable {
    enum Kind: Sendable { case sensor, user }

    let kind: Kind
    /// Fields that say it themselves; where one of them has a value nothing is looked up.
    let stated: [RawField]
    /// The identifiers; the first that is there counts.
    let keys: [RawField]
    /// What is filled: a slot that no record has.
    let name: RawField

    /// `S-1-0-0`, which stands for nobody.
    private static let nobody = Array("S-1-0-0".utf8)

    static func isIdentifier(_ field: RawField, of record: borrowing RawRecord) -> Bool {
        !record.isNone(field) && !record.matches(field, nobody)
    }

    /// Fills the name, if the record has none and one is known.
    ///
    /// - Returns: What is missing all the same.
    func resolve(_ identities: borrowing Identities, in record: inout RawRecord) -> IdentityGaps {
        for field in stated where !record.isNone(field) { return [] }
        guard let key = keys.first(where: { Self.isIdentifier($0, of: record) }),
            let range = record.range(key)
        else { return kind == .sensor ? .hostUnknown : [] }
        guard let found = lookUp(record.arena.span.extracting(range), identities) else {
            return kind == .sensor ? .hostByID : .userByID
        }
        record.put(name, found)
        return []
    }

    private func lookUp(
        _ id: Span<UInt8>, _ identities: borrowing Identities
    ) -> ArraySlice<UInt8>? {
        switch kind {
        case .sensor: identities.sensors.name(of: id)
        case .user: identities.users.name(of: id)
        }
    }
}

extension Identification {
    /// The computer of a Windows event: nothing is known of one that does not say where it is from.
    static let computer = Identification(
        kind: .sensor, stated: SystemField.computers, keys: [],
        name: SystemField.computer.field)
}
