/// One `a AS b` of `rename`. A single `*` on both sides stands for the same run of characters.
///
/// Source: Splunk Search Reference, "rename".
package struct Renaming: Equatable, Sendable {
    package var from: String
    package var to: String

    package init(from: String, to: String) {
        self.from = from
        self.to = to
    }
}
