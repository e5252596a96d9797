extension Formula {
    /// The expression over the rows of a plan; warns about columns that they do not have.
    func expression(in plan: inout PlanBuilder) -> Expression {
        let known = plan.columns.map(Set.init)
        let expression = expression(over: known)
        guard let known else { return expression }
        for name in names where !known.contains(name.name) {
            let isPart = known.contains {
                "\($0).".contains("\(name.name).") || $0.hasSuffix(".\(name.name)")
            }
            if isPart {
                plan.noteMissing(name.name)
                continue
            }
            plan.warnAboutMissingColumn(name.name, at: name.range, effect: "it is null.")
        }
        return expression
    }
}
