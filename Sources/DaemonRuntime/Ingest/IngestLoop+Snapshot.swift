extension IngestLoop {
    func snapshot() -> IngestSnapshot {
        var snapshot = IngestSnapshot(isFull: isFull)
        for source in sources { source.describe(into: &snapshot) }
        return snapshot
    }
}
