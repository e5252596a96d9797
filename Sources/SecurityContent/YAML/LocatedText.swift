/// Text that an author wrote, and where each byte of it stands.
///
/// Equality looks at the text alone.
package struct LocatedText: Equatable, Sendable {
    package let value: String
    private let place: Place?

    private struct Place: Sendable {
        let source: SourceText
        let offset: Int
        let style: YAMLScalarStyle
    }

    /// Text that stands in no file, such as a default or a word of the command line.
    package init(_ value: String) {
        self.value = value
        place = nil
    }

    init(_ value: String, source: SourceText, offset: Int, style: YAMLScalarStyle) {
        self.value = value
        place = Place(source: source, offset: offset, style: style)
    }

    package static func == (a: LocatedText, b: LocatedText) -> Bool { a.value == b.value }

    /// A problem at a UTF-8 offset of the text.
    package func problem(
        _ severity: ContentProblem.Severity, at offset: Int = 0, _ message: String
    ) -> ContentProblem {
        guard let place, let positions else {
            return ContentProblem(severity, file: "", message: message)
        }
        return place.source.problem(severity, at: positions.sourceOffset(of: offset), message)
    }

    /// The file that it stands in; nil where it stands in none.
    var file: String? { place?.source.file }

    /// The UTF-8 offset of the first occurrence of a word; 0 where it does not occur.
    func offset(ofWord word: String) -> Int {
        guard let range = value.firstRange(of: word) else { return 0 }
        return value[..<range.lowerBound].utf8.count
    }

    /// A word of the text, where it stands.
    func word(_ word: String) -> LocatedText {
        guard let place, let positions else { return LocatedText(word) }
        return LocatedText(
            word, source: place.source,
            offset: positions.sourceOffset(of: offset(ofWord: word)), style: .plain)
    }

    /// Made anew for each problem: texts are many, and problems are few.
    var positions: ScalarPositions? {
        place.map {
            ScalarPositions(source: $0.source, offset: $0.offset, style: $0.style, value: value)
        }
    }
}
