/// Stretches of files of which a process died: read line by line, and passed over when that showed which
/// line it is.
extension FileSource {
    /// Passes over a stretch that begins where a file is read next.
    ///
    /// - Returns: What became of it; nil where there is none.
    func passOver(
        _ file: TailedFile, into ring: inout RingWriter
    ) throws(SystemError) -> TailedFile.Outcome? {
        guard !file.suspects.isEmpty else { return nil }
        // What was read before is handed out before.
        guard
            file.handOut({ kind, bytes, start, end in
                ring.push(kind, bytes, stream: file.number, start: start, end: end)
            })
        else { return .blocked }
        guard let stretch = try file.nextPassedOver() else { return nil }
        let start = min(file.position.offset, stretch.start)
        guard ring.passOver(stream: file.number, start: start, end: stretch.end) else {
            return .blocked
        }
        try file.passOver(to: stretch.end)
        return .more
    }
}
