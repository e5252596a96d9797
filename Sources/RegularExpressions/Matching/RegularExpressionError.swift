/// Why a text is no regular expression.
package struct RegularExpressionError: Error, Equatable, Sendable {
    /// What PCRE2 says about it.
    package let message: String
    /// Where, in UTF-8 bytes from the start of the pattern.
    package let offset: Int
}
