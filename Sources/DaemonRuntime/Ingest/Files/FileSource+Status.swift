extension FileSource {
    func describe(into snapshot: inout IngestSnapshot) {
        let files = live.values.filter { !$0.isArchive }
        for (source, files) in Dictionary(grouping: files, by: \.source) {
            describe(files, of: source, into: &snapshot)
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

    /// Names the files that are most behind; of the others, which may be many, there is a sum.
    private func describe(
        _ files: [TailedFile], of source: Int, into snapshot: inout IngestSnapshot
    ) {
        var listed = files.filter { $0.lagBytes > 0 }
        if listed.count < StreamStatus.listedMax { listed = files }
        listed = Array(
            listed.sorted { ($0.lagBytes, $1.number) > ($1.lagBytes, $0.number) }
                .prefix(StreamStatus.listedMax))
        listed.sort { $0.number < $1.number }
        for file in listed {
            snapshot.streams.append(
                IngestSnapshot.Stream(
                    source: source,
                    status: StreamStatus(
                        path: file.displayPath, sizeBytes: file.status.size,
                        readBytes: file.seenOffset)))
        }
        snapshot.others[source] = IngestSnapshot.Others(
            count: files.count - listed.count,
            lagBytes: files.reduce(0) { $0 + $1.lagBytes } - listed.reduce(0) { $0 + $1.lagBytes })
    }
}

extension TailedFile {
    fileprivate var lagBytes: UInt64 { status.size > seenOffset ? status.size - seenOffset : 0 }
}
