/// Another place of a value, such as `process.executable` for `Image`.
struct Alternative: Sendable {
    let field: RawField
    /// The first that is there counts.
    let sources: [RawField]
    /// Stands before it with a backslash between, where it is there: the domain of a user.
    var prefix: RawField?
}
