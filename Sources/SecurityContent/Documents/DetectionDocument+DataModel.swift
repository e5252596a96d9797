extension DetectionDocument {
    /// What stands behind `datamodel=` in the search, such as `Endpoint.Processes`; empty where nothing
    /// does.
    var dataModel: String { Self.dataModel(of: search.value) }

    /// The first name behind `datamodel=`, or behind `datamodel` alone as `from` has it.
    static func dataModel(of search: String) -> String {
        let bytes = Array(search.utf8)
        let word = Array("datamodel".utf8)
        var index = 0
        while index + word.count < bytes.count {
            defer { index += 1 }
            guard bytes[index] | 0x20 == word[0],
                bytes[index..<(index + word.count)].elementsEqual(word, by: { $0 | 0x20 == $1 })
            else { continue }
            let name = bytes[(index + word.count)...]
                .drop { $0 <= 0x20 || "=:\"".utf8.contains($0) }
                .prefix { isNameByte($0) }
            if !name.isEmpty { return String(decoding: name, as: UTF8.self) }
        }
        return ""
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
