/// An expression over the columns of one row. Closed; `eval` will widen it.
package indirect enum Expression: Sendable {
    case column(String)
    /// Epoch seconds as text in the zone of the detection: `strftime`. What is not a number is
    /// passed on unchanged, as `convert` does.
    case formatTime(Expression, format: String)
}
