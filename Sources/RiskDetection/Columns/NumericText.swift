/// Numbers in field values.
enum NumericText {
    /// Reads a decimal number with optional sign, fraction and exponent; nil for anything else.
    ///
    /// `Double(_:)` alone would also take `0x10`, `inf` and `nan`, which Splunk compares as text.
    static func number(_ text: String) -> Double? {
        guard !text.isEmpty, text.utf8.count <= 64 else { return nil }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "+"), UInt8(ascii: "e"), UInt8(ascii: "E"):
                continue
            default: return nil
            }
        }
        return Double(text).flatMap { $0.isFinite ? $0 : nil }
    }
}
