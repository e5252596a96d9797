/// What compiling a search gave: a plan, or all the reasons why there is none.
package struct CompiledSearch: Sendable {
    /// Nil exactly when `errors` is not empty.
    package var plan: SearchPlan?
    /// All problems found, in the order of the text.
    package var errors: [SPLError]
    /// What compiles but surely is not meant, such as a field that the data set does not have.
    package var warnings: [SPLError]
    /// The columns of the result, in order; empty without a plan.
    package var columns: [String]
    /// Whether the result may have columns beyond those, which are known only from its rows.
    package var hasOtherColumns: Bool

    package init(
        plan: SearchPlan?, errors: [SPLError], warnings: [SPLError] = [], columns: [String] = [],
        hasOtherColumns: Bool = false
    ) {
        self.plan = plan
        self.errors = errors
        self.warnings = warnings
        self.columns = columns
        self.hasOtherColumns = hasOtherColumns
    }
}
