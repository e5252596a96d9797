/// An event in XML whose markup is escaped, within another element.
enum EscapedEvent {
    private static let start = Array("&lt;Event".utf8)
    private static let end = Array("&lt;/Event&gt;".utf8)

    /// From its start to behind its end.
    static func find(in text: Span<UInt8>, _ range: Range<Int>) -> Range<Int>? {
        guard let first = first(start, in: text, range),
            let last = self.first(end, in: text, first..<range.upperBound)
        else { return nil }
        return first..<last + end.count
    }

    private static func first(
        _ word: [UInt8], in text: Span<UInt8>, _ range: Range<Int>
    ) -> Int? {
        let mark = word[0]
        var at = range.lowerBound
        while true {
            at = ByteScan.first(mark, mark, mark, in: text, at, range.upperBound)
            guard at + word.count <= range.upperBound else { return nil }
            if word.indices.allSatisfy({ text[at + $0] == word[$0] }) { return at }
            at += 1
        }
    }
}
