import CIM

extension DetectionSteps {
    /// Says that a record could not be read, where that is worth a message of its own.
    func report(_ skip: RingIntake.SkippedRecord) {
        // Once a file, and each file is a problem of its own.
        if let format = skip.format {
            return log.write(.foreignFile(path: skip.path, format: format))
        }
        if skip.reason == .lostFile {
            return log.write(.fileLost(path: skip.path, read: skip.offset))
        }
        if skip.reason == .fatal {
            return log.write(
                .passedOver(
                    path: skip.path, start: skip.offset, end: skip.end,
                    total: detector.skips.counts[.fatal] ?? 0))
        }
        let skips = skip.isSample ? detector.sampleSkips : detector.skips
        guard skips.isNotable(skip.reason) else { return }
        let total = skips.counts[skip.reason] ?? 0
        log.write(
            skip.isSample
                ? .sampleUnreadable(
                    reason: skip.reason.rawValue, path: skip.path, offset: skip.offset,
                    total: total, looked: detector.samples)
                : .skipped(
                    reason: skip.reason.rawValue, path: skip.path, offset: skip.offset,
                    total: total))
    }
}
