/// Numbers in field values.
///
/// What counts as decimal digits is what `DecimalText.isNumber` (SPL) says; beside that a field's number
/// is short and finite. Both are written out because this runs for each row of a comparison and needs
/// no array of the text.
package enum NumericText {
    /// A longer text is no number.
    package static let bytesMax = 64

    /// Reads a decimal number with optional sign, fraction and exponent; nil for anything else.
    ///
    /// `Double(_:)` alone would also take `0x10`, `inf` and `nan`, which Splunk compares as text.
    static func number(_ text: String) -> Double? {
        guard !text.isEmpty, text.utf8.count <= bytesMax else { return nil }
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
