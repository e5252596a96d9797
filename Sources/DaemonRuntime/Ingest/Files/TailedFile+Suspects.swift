extension TailedFile {
    /// The stretch that begins where the next read does and is not read any more.
    ///
    /// It counts only where the file still holds it: another file may have got the name.
    func nextPassedOver() throws(SystemError) -> FatalStretch? {
        guard
            let stretch = suspects.first(where: { $0.isPassedOver && $0.start == readOffset })
        else { return nil }
        guard stretch.range.count <= Self.stretchBytesMax, let bytes = try bytes(stretch.range),
            stretch.holds(bytes.span)
        else {
            suspects.removeAll { $0 == stretch }
            return nil
        }
        return stretch
    }

    /// No line that was read at once is longer.
    private static let stretchBytesMax = 1 << 20

    /// How much of a block is read now: all of it, the part in front of a suspect stretch, or one line
    /// of that.
    ///
    /// - Parameter fresh: What follows on what was read.
    func part(of fresh: ArraySlice<UInt8>) -> (count: Int, isLine: Bool) {
        guard let next = suspects.filter({ $0.end > readOffset }).min(by: { $0.start < $1.start })
        else { return (fresh.count, false) }
        guard next.start <= readOffset else {
            // Of what comes before it nothing is suspect.
            return (Int(clamping: min(UInt64(fresh.count), next.start - readOffset)), false)
        }
        let feed = fresh.firstIndex(of: 0x0A)
        return (feed.map { $0 + 1 - fresh.startIndex } ?? fresh.count, true)
    }
}
