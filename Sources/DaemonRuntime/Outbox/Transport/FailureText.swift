/// What libcurl says went wrong.
enum FailureText {
    /// Without the time that it took: the same failure is the same text, and is reported once.
    static func stable(_ text: String) -> String {
        text.replacing(#/ after \d+ (ms|milliseconds)/#, with: "")
    }
}
