// MARK: - Values of .conf files

extension ScalarScan {
    /// Scans the value of a key of Splunk's `.conf` files.
    ///
    /// A line that ends in a backslash goes on in the next one, with a line feed between them; one
    /// blank before the backslash belongs to it, as contentctl writes it. White space around the
    /// whole value does not count.
    ///
    /// - Parameter start: Behind the `=`.
    /// - Returns: The scan, and the first byte of the line behind the value.
    ///
    /// Source: Splunk Admin Manual, "How to edit a configuration file"; contentctl,
    /// `output/conf_writer.py`, for the blank.
    static func conf(_ bytes: [UInt8], at start: Int) -> (scan: ScalarScan, end: Int) {
        var scan = ScalarScan()
        var index = start
        while index < bytes.count, isBlank(bytes[index]) { index += 1 }
        while true {
            var end = index
            while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
            let next = min(end + 1, bytes.count)
            if end > index, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
            guard end > index, bytes[end - 1] == UInt8(ascii: "\\") else {
                while end > index, isBlank(bytes[end - 1]) { end -= 1 }
                scan.copy(bytes[index..<end])
                scan.finish(at: end)
                return (scan, next)
            }
            end -= 1
            if end > index, bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
            scan.copy(bytes[index..<end])
            // A backslash that ends the file continues nothing.
            guard next < bytes.count else {
                scan.finish(at: end)
                return (scan, next)
            }
            scan.add([UInt8(ascii: "\n")], from: end)
            index = next
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}
