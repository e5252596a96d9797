/// Records that the output holds already, by their identity: for a start whose state does not know
/// of them, because it was lost, or is older than the output.
package struct WrittenOutput: Equatable, Sendable {
    /// 128 bits of an `event_id`.
    private struct Identity: Hashable, Sendable {
        let high: UInt64
        let low: UInt64
    }

    /// Older records beyond this are not remembered.
    static let countMax = 2_000_000

    private let countMax: Int
    private var identities: Set<Identity> = []
    /// The newest scheduled run that wrote something, nanoseconds since the epoch.
    package private(set) var lastTick: Int64?

    init(countMax: Int = Self.countMax) { self.countMax = countMax }

    var isEmpty: Bool { identities.isEmpty }
    var isFull: Bool { identities.count >= countMax }
    var count: Int { identities.count }

    func contains(_ eventID: String) -> Bool {
        Self.identity(Array(eventID.utf8)[...]).map(identities.contains) ?? false
    }

    mutating func read(_ file: any OpenedFile) throws(SystemError) {
        try OutputLines.read(file) { line in
            guard !isFull else { return }
            note(line)
            if let text = Self.value(of: Self.tickKey, in: line), let tick = Self.seconds(text) {
                lastTick = max(lastTick ?? tick, tick)
            }
        }
    }

    /// Notes whatever looks like an identity: schemas call it by different names, and another text
    /// of 128 bits never equals one.
    private mutating func note(_ line: ArraySlice<UInt8>) {
        var digits = 0
        for place in line.indices {
            let byte = line[place]
            let isDigit = (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
            if isDigit {
                digits += 1
                continue
            }
            if digits == 32, let identity = Self.identity(line[(place - 32)..<place]) {
                identities.insert(identity)
            }
            digits = 0
        }
    }

    private static let tickKey = Array("\"info_search_time\":".utf8)

    /// What follows a key. A key within a text cannot be mistaken for one: its quotes are escaped.
    private static func value(of key: [UInt8], in line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var place = line.startIndex
        while let quote = line[place...].firstIndex(of: key[0]) {
            if line[quote...].starts(with: key) { return line[(quote + key.count)...] }
            place = quote + 1
        }
        return nil
    }

    private static func identity(_ text: ArraySlice<UInt8>) -> Identity? {
        guard text.count >= 32 else { return nil }
        let digits = text.prefix(32)
        func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
            UInt64(String(decoding: digits, as: UTF8.self), radix: 16)
        }
        guard let high = number(digits.prefix(16)), let low = number(digits.suffix(16)) else {
            return nil
        }
        return Identity(high: high, low: low)
    }

    /// Seconds since the epoch, with or without a fraction, as nanoseconds.
    private static func seconds(_ text: ArraySlice<UInt8>) -> Int64? {
        let number = text.prefix { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
        guard let seconds = Int64(String(decoding: number, as: UTF8.self)) else { return nil }
        let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? nil : nanoseconds
    }
}
