/// What is wrong with a search, and where.
package struct SPLError: Error, Equatable, Sendable {
    /// A stable name for the kind of problem, such as `unknown_command`.
    package enum Code: String, Sendable {
        case syntax
        case unterminatedQuote = "unterminated_quote"
        case unknownMacro = "unknown_macro"
        case macroArguments = "macro_arguments"
        case macroDepth = "macro_depth"
        case unsupportedCommand = "unsupported_command"
        case unsupportedArgument = "unsupported_argument"
        case unknownDataModel = "unknown_data_model"
        case unknownFunction = "unknown_function"
        case unknownLookup = "unknown_lookup"
        /// A field or column that does not exist: always null. A warning, because Splunk takes it.
        case unknownField = "unknown_field"
        case invalidSchedule = "invalid_schedule"
        case tooComplex = "too_complex"
    }

    package var code: Code
    /// One sentence: what is wrong and what to write instead.
    package var message: String
    /// Where in the search *as the author wrote it* (before macro expansion), in UTF-8 bytes. For
    /// text that came out of a macro it is the call of that macro.
    package var range: Range<Int>
    /// The macro calls that the text came out of, outermost first.
    package var macros: [String]

    package init(_ code: Code, _ message: String, range: Range<Int>, macros: [String] = []) {
        self.code = code
        self.message = message
        self.range = range
        self.macros = macros
    }
}
