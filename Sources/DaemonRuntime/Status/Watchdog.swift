/// Whether the daemon gets on: what the service manager's watchdog is fed by.
///
/// That both loops answered is not enough: records that wait for room in the ring must move. A
/// full disk or backlog holds them on purpose, and a restart would not help there.
struct Watchdog: Sendable {
    private var records: Int?
    private var wasFull = false

    mutating func hasProgress(_ sample: StatusMonitor.Sample) -> Bool {
        let stood = records == sample.detection.records
        let isStuck =
            sample.ingest.isFull && wasFull && stood && sample.detection.blockedSince == nil
            && sample.detection.heldSince == nil
        records = sample.detection.records
        wasFull = sample.ingest.isFull
        return !isStuck
    }
}
