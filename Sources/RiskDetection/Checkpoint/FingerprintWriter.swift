/// Writes what a fingerprint of saved state stands for: names and numbers, one behind the other.
///
/// A fingerprint tells whether saved bytes still mean the same. So it is made of what the meaning
/// depends on, each thing written by name and on purpose: no description that Swift derives from a
/// type, no place in a list of fields, nothing that a change elsewhere could move.
///
/// Example: a scan of `Endpoint.Processes` by `user` writes `Endpoint.Processes`, …, `field`, `user`.
/// A further field of the data set, or a further property of `Scan`, writes nothing and changes no
/// fingerprint.
///
/// - Shape: each text with its length before it, see ``SHA256/update(field:)-(String)``; each list with
///   its count; each kind of thing with a word that names it.
struct FingerprintWriter {
    /// The version of what is written: a change of the words or of their order needs the next number.
    /// States of before the first version are read by ``LegacyFingerprint``.
    static let version = 2
    /// What each fingerprint begins with. No fingerprint of before had a colon.
    static let prefix = "\(version):"

    private var hash = SHA256()

    /// - Parameter kind: What the fingerprint is of, so that no two kinds have the same.
    init(of kind: String) { write(kind) }

    mutating func write(_ text: String) { hash.update(field: text) }

    mutating func write(_ number: Int64) { write(String(number)) }

    mutating func write(_ flag: Bool) { write(flag ? "yes" : "no") }

    mutating func write(_ text: String?) {
        write(text != nil)
        if let text { write(text) }
    }

    mutating func write<Part>(
        _ parts: [Part], _ writeOne: (inout FingerprintWriter, Part) -> Void
    ) {
        write(Int64(parts.count))
        for part in parts { writeOne(&self, part) }
    }

    /// The first bytes of the hash, two hexadecimal digits each.
    func digits(ofBytes count: Int) -> String {
        var hash = hash
        return hash.finalize().prefix(count).hexadecimal
    }
}

extension Sequence<UInt8> {
    /// Two lower-case digits a byte.
    package var hexadecimal: String {
        var text: [UInt8] = []
        for byte in self {
            text.append(Self.digit(byte >> 4))
            text.append(Self.digit(byte & 15))
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func digit(_ number: UInt8) -> UInt8 {
        number < 10 ? UInt8(ascii: "0") + number : UInt8(ascii: "a") + number - 10
    }
}
