/// When a rule of a mapping counts.
struct MappingCondition: Sendable {
    /// Raw fields that decide it.
    let reads: [RawField]
    /// As documents say it, such as `event 13`.
    let note: String
    /// Whether records of a type may be such ones.
    let admits: @Sendable (SourceEvent) -> Bool
    let holds: @Sendable (borrowing RawRecord) -> Bool
    /// The same as a plain value, where it is one.
    let test: Test?

    /// Questions that need no function of their own.
    enum Test: Sendable {
        case origin(WindowsOrigin, isNot: Bool)
        /// Whether a value is a text, or is missing where that counts, too.
        case text(RawField, [UInt8], orAbsent: Bool, isNot: Bool)

        func holds(_ record: borrowing RawRecord) -> Bool {
            switch self {
            case .origin(let origin, let isNot): (record.origin == .known(origin)) != isNot
            case .text(let raw, let text, let orAbsent, let isNot):
                (orAbsent && record.range(raw) == nil || record.matches(raw, text)) != isNot
            }
        }
    }

    /// - Parameters:
    ///   - note: What the documents say.
    ///   - reads: All that `holds` looks at.
    init(
        _ note: String, reads: [RawField],
        admits: @escaping @Sendable (SourceEvent) -> Bool = { _ in true },
        holds: @escaping @Sendable (borrowing RawRecord) -> Bool
    ) {
        self.note = note
        self.reads = reads
        self.admits = admits
        self.holds = holds
        test = nil
    }

    private init(
        _ note: String, reads: [RawField], _ test: Test,
        admits: @escaping @Sendable (SourceEvent) -> Bool = { _ in true }
    ) {
        self.note = note
        self.reads = reads
        self.admits = admits
        holds = { record in test.holds(record) }
        self.test = test
    }

    /// Records that have a text.
    static func text(
        _ note: String, _ raw: RawField, _ text: String, orAbsent: Bool = false,
        isNot: Bool = false
    ) -> MappingCondition {
        let test = Test.text(raw, Array(text.utf8), orAbsent: orAbsent, isNot: isNot)
        return MappingCondition(note, reads: [raw], test)
    }

    /// Records of these ids, as the record writes them; those with qualifiers above are others.
    static func eventIDs(_ ids: Int...) -> MappingCondition {
        let texts = ids.map { Array("\($0)".utf8) }
        let list = ids.map { "\($0)" }.joined(separator: ", ")
        return MappingCondition(
            "events \(list)", reads: [SystemField.eventID.field],
            admits: { event in event.eventID.map(ids.contains) ?? false },
            holds: { record in
                for text in texts where record.matches(.eventID, text) { return true }
                return false
            })
    }

    static func eventID(_ id: Int) -> MappingCondition { eventID(id, isNot: false) }

    /// All but these.
    static func notEventID(_ id: Int) -> MappingCondition { eventID(id, isNot: true) }

    private static func eventID(_ id: Int, isNot: Bool) -> MappingCondition {
        let field = SystemField.eventID.field
        return MappingCondition(
            isNot ? "not event \(id)" : "event \(id)", reads: [field],
            .text(field, Array("\(id)".utf8), orAbsent: false, isNot: isNot),
            admits: { event in (event.eventID == id) != isNot })
    }

    static func from(_ origin: WindowsOrigin, isNot: Bool = false) -> MappingCondition {
        MappingCondition(
            isNot ? "not \(origin.title)" : origin.title, reads: [],
            .origin(origin, isNot: isNot),
            admits: { event in (event.origin == origin) != isNot })
    }

    func and(_ other: MappingCondition) -> MappingCondition {
        MappingCondition(
            "\(note), \(other.note)", reads: reads + other.reads,
            admits: { admits($0) && other.admits($0) },
            holds: { record in self.holds(record) && other.holds(record) })
    }
}

/// How a part is cut out of a value.
struct ValueCut: Sendable {
    /// As documents say it.
    let note: String
    let apply: @Sendable ([UInt8], Range<Int>) -> Range<Int>

    static let afterBackslash = ValueCut(note: "behind the last `\\`", apply: Cut.afterBackslash)
    static let afterSlash = ValueCut(note: "behind the last `/`", apply: Cut.afterSlash)
    static let afterEitherSlash = ValueCut(
        note: "behind the last `\\` or `/`", apply: Cut.afterEitherSlash)
    static let beforeBackslash = ValueCut(
        note: "before the last `\\`", apply: Cut.beforeBackslash)
}
