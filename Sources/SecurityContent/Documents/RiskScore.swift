/// The score of the first generation of the schema.
enum RiskScore {
    /// `confidence * impact / 100`, rounded half to even as Python 3 does.
    ///
    /// The `risk_score` that such a file also holds is ignored, as contentctl ignores it.
    ///
    /// - Parameters: 0 … 100 each.
    static func score(confidence: Int, impact: Int) -> Int {
        let (quotient, remainder) = (confidence * impact).quotientAndRemainder(dividingBy: 100)
        if remainder == 50 { return quotient + quotient % 2 }
        return remainder > 50 ? quotient + 1 : quotient
    }
}
