/// A problem on its way out: placed in the *expanded* text, where the parser works.
///
/// ``Diagnostics`` turns it into an ``SPLError``, which is placed in the text as written.
struct Problem: Error {
    let code: SPLError.Code
    let message: String
    /// UTF-8 offsets in the expanded text.
    let range: Range<Int>

    init(_ code: SPLError.Code, _ message: String, at range: Range<Int>) {
        self.code = code
        self.message = message
        self.range = range
    }
}
