/// Records that some search may match, to be asked of each record: nearly all are told by a bit.
struct WantedIndex: Sendable {
    /// A channel in lower case, or how channels begin, or end, or what stands in them.
    private struct Channel: Sendable {
        let name: [UInt8]
        let beginsOpen: Bool
        let endsOpen: Bool

        init(_ text: String) {
            endsOpen = text.hasSuffix("*")
            var rest = endsOpen ? text.dropLast() : text[...]
            beginsOpen = rest.hasPrefix("*")
            if beginsOpen { rest = rest.dropFirst() }
            name = rest.utf8.map(ASCII.lowercased)
        }

        func matches(_ text: Span<UInt8>, _ channel: Range<Int>) -> Bool {
            let spare = channel.count - name.count
            guard spare >= 0 else { return false }
            switch (beginsOpen, endsOpen) {
            case (false, false): return spare == 0 && stands(at: channel.lowerBound, in: text)
            case (false, true): return stands(at: channel.lowerBound, in: text)
            case (true, false): return stands(at: channel.lowerBound + spare, in: text)
            case (true, true):
                return (0...spare).contains { stands(at: channel.lowerBound + $0, in: text) }
            }
        }

        private func stands(at start: Int, in text: Span<UInt8>) -> Bool {
            for index in name.indices where ASCII.lowercased(text[start + index]) != name[index] {
                return false
            }
            return true
        }
    }

    /// A bit for each event id, which is 16 bits wide.
    private var bits = [UInt64](repeating: 0, count: 1_024)
    /// Channels by event id; an id that is wanted of every channel is not among them.
    private var channels: [Int: [Channel]] = [:]
    /// Channels of which every event is wanted.
    private var wholeChannels: [Channel] = []

    init(_ wanted: Set<WantedRecords>) {
        var whole: Set<Int> = []
        for records in wanted {
            guard let eventID = records.eventID else {
                wholeChannels.append(Channel(records.channel ?? "*"))
                continue
            }
            guard (0...0xFFFF).contains(eventID) else { continue }
            bits[eventID >> 6] |= 1 << UInt64(eventID & 63)
            if let channel = records.channel {
                channels[eventID, default: []].append(Channel(channel))
            } else {
                whole.insert(eventID)
            }
        }
        for eventID in whole { channels[eventID] = nil }
    }

    /// - Parameter channel: Nil where the record does not say it: then it may be any.
    func contains(_ eventID: Int, _ text: Span<UInt8>, _ channel: Range<Int>?) -> Bool {
        if containsID(eventID, text, channel) { return true }
        guard !wholeChannels.isEmpty else { return false }
        guard let channel else { return true }
        return wholeChannels.contains { $0.matches(text, channel) }
    }

    private func containsID(
        _ eventID: Int, _ text: Span<UInt8>, _ channel: Range<Int>?
    ) -> Bool {
        guard (0...0xFFFF).contains(eventID),
            bits[eventID >> 6] & 1 << UInt64(eventID & 63) != 0
        else { return false }
        guard let channel, let names = channels[eventID] else { return true }
        return names.contains { $0.matches(text, channel) }
    }
}
