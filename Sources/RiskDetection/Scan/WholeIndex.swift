/// Finds whose text a value is.
struct WholeIndex: Sendable {
    private var index = KeyIndex()
    private var texts = ByteStrings()
    private var owners: [[Int32]] = []
    /// Whether there is a text of a length.
    private var lengths: [Bool] = []

    mutating func add(_ text: [UInt8], _ owner: Int32) {
        let hash = ByteHash.of(text.span)
        if let known = number(of: text.span, hash) {
            owners[known].append(owner)
            return
        }
        index.add(hash)
        texts.append(text.span)
        owners.append([owner])
        while lengths.count <= text.count { lengths.append(false) }
        lengths[text.count] = true
    }

    /// Calls `body` for the owners of a text.
    func search(_ text: Span<UInt8>, _ body: (Int32) -> Void) {
        guard text.count < lengths.count, lengths[text.count],
            let number = number(of: text, ByteHash.of(text))
        else { return }
        for owner in owners[number] { body(owner) }
    }

    private func number(of text: Span<UInt8>, _ hash: UInt64) -> Int? {
        index.find(hash) { texts.equals($0, text) }
    }
}
