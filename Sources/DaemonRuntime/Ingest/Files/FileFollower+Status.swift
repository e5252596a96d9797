extension FileFollower {
    /// Adds the files that are read, and those that cannot be, for `riskd status`.
    func describe(into snapshot: inout IngestSnapshot) {
        let files = unordered.filter { !$0.entry.isArchive }
        for (source, files) in Dictionary(grouping: files, by: \.entry.source) {
            Self.describe(files, of: source, into: &snapshot)
        }
        guard !problems.isEmpty else { return }
        for (index, setting) in known.settings.enumerated() {
            let paths = expand(setting.patterns).filter { problems.contains($0) }
            snapshot.unreadable += paths.map {
                IngestSnapshot.Unreadable(
                    source: index, path: String(decoding: $0, as: UTF8.self))
            }
        }
    }

    /// Names the files that are most behind; of the others, which may be many, there is a sum.
    private static func describe(
        _ files: [(entry: FileTable.Entry, progress: FileProgress)], of source: Int,
        into snapshot: inout IngestSnapshot
    ) {
        var listed = files.filter { $0.progress.lagBytes > 0 }
        if listed.count < StreamStatus.listedMax { listed = files }
        listed = Array(
            listed.sorted {
                ($0.progress.lagBytes, $1.entry.number) > ($1.progress.lagBytes, $0.entry.number)
            }.prefix(StreamStatus.listedMax))
        listed.sort { $0.entry.number < $1.entry.number }
        for (entry, progress) in listed {
            snapshot.streams.append(
                IngestSnapshot.Stream(
                    source: source,
                    status: StreamStatus(
                        path: entry.displayPath, sizeBytes: progress.status.size,
                        readBytes: progress.seenOffset)))
        }
        let lag = files.reduce(0) { $0 + $1.progress.lagBytes }
        snapshot.others[source] = IngestSnapshot.Others(
            count: files.count - listed.count,
            lagBytes: lag - listed.reduce(0) { $0 + $1.progress.lagBytes })
    }
}
