import CIM

/// Words of a command that riskd suggests, as a shell takes them.
enum ShellText {
    private static let plain = Set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./,:=@%+".unicodeScalars)

    /// The text as one word, with quotes where it needs them: `'/srv/my logs'`. Text that a terminal
    /// does not show as it is stands escaped, as bash, zsh and ksh take it: `$'a\x0Ab'`.
    static func quoted(_ text: String) -> String {
        if !text.isEmpty, text.unicodeScalars.allSatisfy(plain.contains) { return text }
        if DisplayText.safe(text) == text {
            return "'" + text.replacing("'", with: "'\\''") + "'"
        }
        var word = "$'"
        for scalar in text.unicodeScalars {
            let alone = String(scalar)
            if scalar == "'" || scalar == "\\" {
                word += "\\" + alone
            } else if DisplayText.safe(alone) == alone {
                word += alone
            } else {
                for byte in PathText.bytes(alone) {
                    let digits = String(byte, radix: 16, uppercase: true)
                    word += "\\x" + (byte < 16 ? "0" : "") + digits
                }
            }
        }
        return word + "'"
    }
}
