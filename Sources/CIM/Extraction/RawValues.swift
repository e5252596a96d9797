/// The values of one record by the names of its fields: of all names those that somebody asks for.
///
/// Values are noted where they stand and decoded later, when the record is known to be wanted. Where
/// a name comes twice both values stand, in their order, as with Splunk's `MV_ADD`.
struct RawValues: Sendable {
    /// Where a value stands, and how.
    struct Value: Sendable {
        var start: Int32
        var end: Int32
        var encoding: RawRecord.Encoding
        /// Whether it stands in ``RawValues/extra`` and not in the record.
        var isExtra: Bool
        /// Number of the next value of the name; -1 behind the last.
        var next: Int32 = -1

        var range: Range<Int> { Int(start)..<Int(end) }
    }

    /// Names that no record of more is asked for by: those behind it, by their order, stay null.
    static let namesMax = NameTable.entriesMax

    /// In front of a name that is meant wherever the record has it: among its data, or among those of
    /// `UserData`, of which Splunk makes no fields and rules of Sigma ask.
    ///
    /// Example: `data:Operation`. No name of a record has a colon.
    static let anywherePrefix = "data:"

    /// The numbers of names, cleaned.
    private let table: NameTable
    /// Those of names behind ``anywherePrefix``; nil where nobody asks for one.
    private let anywhere: NameTable?
    private let known: [Int]
    /// Whether somebody asks for every value, and for empty names: asked of each value.
    private let asksEveryValue: Bool
    private let asksEmptyNames: Bool
    private var firsts: [Int32]
    private var lasts: [Int32]
    private(set) var values: [Value] = []
    /// Numbers of the names that have values.
    private(set) var filled: [Int] = []
    /// What is no part of the record: values that were made, documents within it.
    var extra: [UInt8] = []
    /// Whether what is noted stands in `extra`.
    var isInExtra = false
    /// Every name of the record, where they are asked for.
    private(set) var listed: Set<String>?
    private var cleaned: [UInt8] = []
    /// Where every value of the record stands, where somebody asks for all of them.
    private(set) var all: [Value] = []
    /// The names of fields that are there and empty, a NUL behind each, where somebody asks for them.
    private(set) var emptyNames: [UInt8] = []

    /// - Parameters:
    ///   - names: A name's place is its number. One that no field of a record can have is never found.
    ///   - listsNames: Whether ``listed`` is kept.
    init(names: [String], listsNames: Bool = false) {
        var table = NameTable()
        var count = 0
        for (number, name) in names.enumerated() where Self.isClean(name) {
            guard count < Self.namesMax else { break }
            table.set(name, to: number)
            count += 1
        }
        self.table = table
        anywhere = Self.anywhere(names)
        known = RawName.allCases.map { name in names.firstIndex(of: name.name) ?? -1 }
        asksEveryValue = names.contains(RawName.everyValue.name)
        asksEmptyNames = names.contains(RawName.emptyNames.name)
        firsts = Array(repeating: -1, count: names.count)
        lasts = firsts
        listed = listsNames ? [] : nil
    }

    private static func anywhere(_ names: [String]) -> NameTable? {
        var table = NameTable()
        var count = 0
        for (number, name) in names.enumerated() where name.hasPrefix(anywherePrefix) {
            let name = String(name.dropFirst(anywherePrefix.utf8.count))
            guard isClean(name), count < namesMax else { continue }
            table.set(name, to: number)
            count += 1
        }
        return count > 0 ? table : nil
    }

    /// Whether somebody asks for what stands in `UserData`, other than for its text.
    var readsUserData: Bool {
        anywhere != nil || asksEveryValue || asksEmptyNames
    }

    mutating func reset() {
        for number in filled { firsts[number] = -1 }
        filled.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
        extra.removeAll(keepingCapacity: true)
        all.removeAll(keepingCapacity: true)
        emptyNames.removeAll(keepingCapacity: true)
        isInExtra = false
        if listed != nil { listed = [] }
    }

    // MARK: names

    /// What Splunk makes of a name: all but letters, digits and underlines become underlines, and of
    /// those and of digits none leads.
    ///
    /// Source: props.conf, `CLEAN_KEYS`.
    private static func isClean(_ name: String) -> Bool {
        guard let first = name.utf8.first, ASCII.isLetter(first) else { return false }
        return name.utf8.count <= NameTable.nameBytesMax && name.utf8.allSatisfy(ASCII.isWord)
    }

    /// The number of a name as a record writes it; nil where nobody asks for it.
    @inline(__always)
    private mutating func number(_ text: Span<UInt8>, _ name: Range<Int>) -> Int? {
        if listed != nil { list(text, name) }
        if let number = table.value(text, name) { return number }
        guard !Self.isClean(text, name) else { return nil }
        clean(text, name)
        return table.value(cleaned.span, 0..<cleaned.count)
    }

    private static func isClean(_ text: Span<UInt8>, _ name: Range<Int>) -> Bool {
        for index in name where !ASCII.isWord(text[index]) { return false }
        return !name.isEmpty && ASCII.isLetter(text[name.lowerBound])
    }

    private mutating func clean(_ text: Span<UInt8>, _ name: Range<Int>) {
        cleaned.removeAll(keepingCapacity: true)
        for index in name {
            let byte = ASCII.isWord(text[index]) ? text[index] : UInt8(ascii: "_")
            if cleaned.isEmpty, !ASCII.isLetter(byte) { continue }
            cleaned.append(byte)
        }
    }

    /// Names that are listed of one record.
    static let listedMax = 10_000

    private mutating func list(_ text: Span<UInt8>, _ name: Range<Int>) {
        clean(text, name)
        guard !cleaned.isEmpty, (listed?.count ?? 0) < Self.listedMax else { return }
        listed?.insert(String(decoding: cleaned, as: UTF8.self))
    }

    /// Whether somebody asks for a name.
    func isAsked(_ name: RawName) -> Bool { known[name.rawValue] >= 0 }

    // MARK: values

    /// Notes the value of a field that the record names.
    @inline(__always)
    mutating func note(
        _ text: Span<UInt8>, _ name: Range<Int>, _ value: Range<Int>,
        _ encoding: RawRecord.Encoding
    ) {
        // An empty value gives no field.
        guard !value.isEmpty else { return noteEmpty(text, name) }
        if asksEveryValue { all.append(self.value(value, encoding)) }
        if let number = number(text, name) { add(number, value, encoding) }
        if anywhere != nil { noteAnywhere(text, name, value, encoding) }
    }

    /// Notes a value of `UserData`: no field of its own name.
    mutating func note(
        userData text: Span<UInt8>, _ name: Range<Int>, _ value: Range<Int>,
        _ encoding: RawRecord.Encoding
    ) {
        guard !value.isEmpty else { return noteEmpty(text, name) }
        if asksEveryValue { all.append(self.value(value, encoding)) }
        noteAnywhere(text, name, value, encoding)
    }

    private mutating func noteAnywhere(
        _ text: Span<UInt8>, _ name: Range<Int>, _ value: Range<Int>,
        _ encoding: RawRecord.Encoding
    ) {
        var number = anywhere?.value(text, name)
        if number == nil, !Self.isClean(text, name) {
            clean(text, name)
            number = anywhere?.value(cleaned.span, 0..<cleaned.count)
        }
        if let number { add(number, value, encoding) }
    }

    private mutating func noteEmpty(_ text: Span<UInt8>, _ name: Range<Int>) {
        guard asksEmptyNames else { return }
        clean(text, name)
        emptyNames += cleaned + [0]
    }

    private func value(_ range: Range<Int>, _ encoding: RawRecord.Encoding) -> Value {
        Value(
            start: Int32(range.lowerBound), end: Int32(range.upperBound), encoding: encoding,
            isExtra: isInExtra)
    }

    /// Notes the value of a field that has its name of Windows.
    mutating func note(_ name: RawName, _ value: Range<Int>, _ encoding: RawRecord.Encoding) {
        guard !value.isEmpty else { return }
        listed?.insert(name.name)
        if asksEveryValue, !name.isBlock { all.append(self.value(value, encoding)) }
        if known[name.rawValue] >= 0 { add(known[name.rawValue], value, encoding) }
    }

    /// Gives a field a value that the record does not hold.
    mutating func note(_ name: RawName, made value: some Collection<UInt8>) {
        let start = extra.count
        extra.append(contentsOf: value)
        let wasInExtra = isInExtra
        isInExtra = true
        note(name, start..<extra.count, .decoded)
        isInExtra = wasInExtra
    }

    private mutating func add(
        _ number: Int, _ range: Range<Int>, _ encoding: RawRecord.Encoding
    ) {
        let place = Int32(values.count)
        values.append(value(range, encoding))
        if firsts[number] < 0 {
            firsts[number] = place
            filled.append(number)
        } else {
            values[Int(lasts[number])].next = place
        }
        lasts[number] = place
    }

    /// The number of the first value of a name that has one.
    func first(of number: Int) -> Int { Int(firsts[number]) }

    /// Whether a field has a value so far.
    func has(_ name: RawName) -> Bool {
        known[name.rawValue] >= 0 && firsts[known[name.rawValue]] >= 0
    }
}
