/// Brings a spool to where the state left it, so that its closed segments hold each event once.
///
/// Segments that a checkpoint has let go of are closed; the open one is cut back to what the
/// checkpoint knows of; what was begun after it is removed, as its events are emitted again. A
/// state that knows nothing of the spool has its open segments closed as they are: better twice
/// than not at all.
struct SpoolRecovery {
    let directory: SpoolDirectory
    /// What the state says; nil where it knows nothing of the spool.
    let mark: SpoolMark?

    /// What is left.
    struct Result: Equatable {
        /// The segment that goes on, and its length.
        var open: SpoolDirectory.Entry?
        /// The number that the next line gets at least.
        var next: UInt64
        /// Something that the operator has to know.
        var problem: String?
    }

    /// - Parameter fresh: A number that no earlier spool can have come to, for one that begins.
    func run(fresh: UInt64) throws(SystemError) -> Result {
        let entries = directory.entries()
        var result = Result(next: mark?.next ?? fresh)
        for entry in entries where entry.isOpen {
            guard let mark else {
                try closeWhole(entry)
                continue
            }
            if entry.name.first == mark.segment {
                try goOn(entry, mark, &result)
            } else if entry.name.first < mark.segment ?? mark.next {
                try directory.close(entry.name)
            } else {
                try directory.remove(entry)
            }
        }
        if let mark, mark.segment != nil, result.open == nil, result.problem == nil {
            result.problem =
                "the open segment of the spool \(directory.path) is gone: its events are lost"
        }
        // Numbers of an older state that was put back are given to other lines already.
        let last = directory.entries().last { !$0.isOpen }?.name.first
        if let last, last >= result.next { result.next = max(fresh, last + 1) }
        return result
    }

    private func goOn(
        _ entry: SpoolDirectory.Entry, _ mark: SpoolMark, _ result: inout Result
    ) throws(SystemError) {
        guard entry.bytes >= mark.length else {
            result.problem =
                "\(directory.place(entry.name.open)) has \(entry.bytes) bytes of the "
                + "\(mark.length) that were emitted: events are lost"
            return try closeWhole(entry)
        }
        try directory.cut(entry.name, to: mark.length)
        result.open = SpoolDirectory.Entry(name: entry.name, isOpen: true, bytes: mark.length)
    }

    /// Closes a segment up to its last whole line.
    private func closeWhole(_ entry: SpoolDirectory.Entry) throws(SystemError) {
        let path = Array(directory.place(entry.name.open).utf8)
        let file = try DiskFileSystem().open(path, for: .reading)
        var end = entry.bytes
        // Backwards in blocks, as a segment may be larger than memory should be.
        search: while end > 0 {
            let start = end > Self.blockBytes ? end - Self.blockBytes : 0
            let block = try file.bytes(start..<end)
            if let feed = block.lastIndex(of: OutputLines.feed) {
                end = start + UInt64(feed) + 1
                break search
            }
            end = start
        }
        guard end > 0 else { return try directory.remove(entry) }
        try directory.cut(entry.name, to: end)
        try directory.close(entry.name)
    }

    private static let blockBytes: UInt64 = 64 << 10
}
