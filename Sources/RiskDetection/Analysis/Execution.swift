/// How an engine works. Both give the same rows.
///
/// Plain is what everything is defined by: each scan is asked of each event by
/// ``SPL/Predicate/holds(for:)``, each match is grouped as it comes, and trunks run over rows. Fast
/// uses the types of the `Fast` folders instead of those.
package enum Execution: String, CaseIterable, Sendable {
    case plain, fast
}
