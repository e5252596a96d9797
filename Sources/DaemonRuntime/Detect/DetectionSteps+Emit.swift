/// Events for other engines.
extension DetectionSteps {
    var spool: EventSpool? { intake.spool }

    /// Events need not wait in memory for the checkpoint: what it does not cover is cut back.
    func spill(_ spool: EventSpool) {
        do throws(SystemError) { try spool.write() } catch { isSpoolFull = true }
    }

    /// Emits a heartbeat where one is due, and has a segment that is old enough end.
    ///
    /// - Returns: Whether there is something for a checkpoint.
    func beat(emitsHeartbeat: Bool, at now: UInt64) -> Bool {
        guard let spool else { return false }
        if emitsHeartbeat { spool.appendHeartbeat() }
        guard emitsHeartbeat || spool.isAged(at: now) else { return false }
        isDirty = true
        return true
    }

    /// Has the open segment end with the last checkpoint.
    func endSpool() {
        if spool?.end() == true { isDirty = true }
    }
}
