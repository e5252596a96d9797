import DetectionExport

/// The parts of an emitted line that decide its topic and partition, read without parsing the line.
///
/// A quote within a JSON string has a backslash before it, so a name with its quotes stands for the
/// member alone.
struct LineRoute {
    /// The name of the data set.
    let dataSet: String
    /// Where the host that it is about stands, as JSON text.
    let dest: Range<Int>?

    private static let dataSetKey = Array("\"\(EventSchema.dataSet)\":\"".utf8)
    private static let destKey = Array(",\"dest\":\"".utf8)

    /// - Returns: Nil for what riskd did not write.
    init?(_ buffer: [UInt8], _ line: Range<Int>) {
        guard let set = Self.value(of: Self.dataSetKey, buffer, line) else { return nil }
        dataSet = String(decoding: buffer[set], as: UTF8.self)
        dest = Self.value(of: Self.destKey, buffer, set.upperBound..<line.upperBound)
    }

    private static func value(
        of key: [UInt8], _ buffer: [UInt8], _ range: Range<Int>
    ) -> Range<Int>? {
        guard let place = SegmentReader.find(key, in: buffer, range) else { return nil }
        let start = place + key.count
        var end = start
        while end < range.upperBound, buffer[end] != UInt8(ascii: "\"") {
            end += buffer[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        return end < range.upperBound ? start..<end : nil
    }
}
