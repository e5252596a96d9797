package import CIM
import RegularExpressions
package import SPL

/// The facts that an expression may use besides its row: the window, the time zone, limits.
package struct EvaluationContext {
    /// The zone of times that a search writes or reads.
    package var zone: TimeZoneRules
    /// The window that is evaluated; its tick is what `now()` gives.
    package var window: Window
    let patterns: PatternCache
    let budget: RowBudget
    let random: RandomNumbers

    /// What was left out on the way.
    var losses: DetectionCounters {
        var counters = DetectionCounters()
        counters.rowOverflow = budget.keptOut
        counters.functionOverflow = budget.valuesKeptOut
        counters.lookupOverflow = budget.lookupsCut
        counters.lookupsInVain = budget.lookupsInVain
        counters.matchOverflow = patterns.losses.count
        counters.invalidPatterns = patterns.invalid
        return counters
    }

    package init(
        zone: TimeZoneRules, window: Window,
        budget: RowBudget = RowBudget(rowsMax: Limits().rowsPerCommand)
    ) {
        self.zone = zone
        self.window = window
        self.budget = budget
        patterns = PatternCache()
        random = RandomNumbers(seed: window.tick.nanoseconds)
    }

    init(zone: TimeZoneRules, window: Window, patterns: PatternCache) {
        self.zone = zone
        self.window = window
        budget = RowBudget(rowsMax: Limits().rowsPerCommand)
        self.patterns = patterns
        random = RandomNumbers(seed: window.tick.nanoseconds)
    }
}
