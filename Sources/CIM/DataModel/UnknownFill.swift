/// What is missing becomes the word `unknown`.
///
/// One for each event, because the word stands once in its bytes.
struct UnknownFill {
    private var word: Range<Int>?

    /// `if(isnull(f) OR f="","unknown",f)`
    mutating func fill(_ field: FieldID, of event: inout Event) {
        guard event.isMissing(field) else { return }
        if let word {
            event.set(field, range: word)
        } else {
            event.set(field, Produced.unknown.rawValue)
            word = event.range(of: field)
        }
    }
}
