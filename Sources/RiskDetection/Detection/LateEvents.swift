/// What happens to an event whose windows have fired.
package enum LateEvents: Hashable, Sendable {
    /// The windows it belongs to are evaluated again at the next trigger, and rows that changed
    /// are emitted as the next revision, marked late. A window is kept open to amendment for
    /// `keepSeconds` after its tick; an event for an older one is counted as too late.
    case amend(keepSeconds: Int64)
    /// What Splunk does: the event is counted and not looked at again.
    case count
}
