/// What stands between the values of JSON and the elements of XML.
enum StructuredBlank {
    static func contains(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
