/// How large a search may be. Beyond a limit it is refused with `too_complex` or `macro_depth`.
package enum SearchLimits {
    /// Bytes of the search as written, and again after macro expansion.
    package static let expandedBytesMax = 1 << 20
    /// Bytes of macro definitions that one search may read, arguments put in. Each call counts
    /// ``macroCallCost`` on top, so that macros which stand for nothing cannot go on for ever.
    package static let macroBytesMax = 8 << 20
    static let macroCallCost = 64
    /// Macros within macros.
    package static let macroDepthMax = 32
    /// Words, values, operators and brackets of all commands together.
    package static let tokensMax = 100_000
    /// Operators of a plan; each recursion over a plan is at most this deep.
    package static let operatorsMax = 1_000
    /// Columns of the rows of a plan.
    package static let columnsMax = 1_000
    /// Brackets within brackets, and subsearches within subsearches.
    package static let nestingMax = 128
}
