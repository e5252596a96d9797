extension FileSource {
    func describe(into snapshot: inout IngestSnapshot) {
        for file in live.values.sorted(by: { $0.number < $1.number }) where !file.isArchive {
            snapshot.streams.append(
                IngestSnapshot.Stream(
                    source: file.source,
                    status: StreamStatus(
                        path: file.displayPath, sizeBytes: file.status.size,
                        readBytes: file.readOffset)))
        }
        snapshot.unwatched = unwatched
        snapshot.passed = passed
        guard !problems.isEmpty else { return }
        for (index, setting) in settings.enumerated() {
            let paths = environment.fileSystem.expand(setting.patterns).filter {
                problems.contains($0)
            }
            snapshot.unreadable += paths.map {
                IngestSnapshot.Unreadable(
                    source: index, path: String(decoding: $0, as: UTF8.self))
            }
        }
    }
}
