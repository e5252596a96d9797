import CIM
package import SPL

/// JSON or XML that stands in the value of a field, as `spath`, the command and the function, sees it.
///
/// A text that is neither gives nothing; one that is cut off, or wrong from some place on, what stands
/// before.
///
/// Source: Splunk Search Reference, "spath".
package enum StructuredText {
    /// How many characters are looked at where no path is given.
    ///
    /// Source: Splunk `limits.conf.spec`, "spath", `extraction_cutoff`.
    private static let leavesBytesMax = 5_000

    /// The leaves of the first 5,000 characters, in order, each named by its path: `a.b`, `a{}`,
    /// `a{@b}`.
    package static func leaves(of text: String) -> [(name: String, value: String)] {
        let bytes = Array(text.utf8.prefix(leavesBytesMax))
        switch Format(bytes) {
        case .json: return JSONTree(bytes).root?.leaves ?? []
        case .xml: return XMLTree(bytes).leaves
        case nil: return []
        }
    }

    /// What stands at a path; an object or an array as it is written.
    package static func values(of text: String, at path: StructurePath) -> [String] {
        let bytes = Array(text.utf8)
        switch Format(bytes) {
        case .json: return JSONTree(bytes).values(at: path)
        case .xml: return XMLTree(bytes).values(at: path)
        case nil: return []
        }
    }

    /// The members of a JSON object: an array as its elements, an object as it is written.
    package static func members(of text: String) -> [(name: String, values: [String])] {
        let bytes = Array(text.utf8)
        guard case .json? = Format(bytes) else { return [] }
        return JSONTree(bytes).members
    }

    /// `<name>value</name>` wherever it stands, without elements within; an empty value is none.
    ///
    /// Source: Splunk Search Reference, "xmlkv".
    package static func pairs(of text: String) -> [(name: String, value: String)] {
        let bytes = Array(text.utf8)
        var all: [(name: String, value: String)] = []
        var at = 0
        while let open = bytes[at...].firstIndex(of: UInt8(ascii: "<")) {
            at = open + 1
            guard let end = bytes[at...].firstIndex(of: UInt8(ascii: ">")) else { break }
            let name = bytes[at..<end].prefix { !StructuredBlank.contains($0) }
            let start = end + 1
            guard let close = bytes[start...].firstIndex(of: UInt8(ascii: "<")) else { break }
            let ending = [UInt8(ascii: "<"), UInt8(ascii: "/")] + name + [UInt8(ascii: ">")]
            if !name.isEmpty, name.first != UInt8(ascii: "/"), bytes[close...].starts(with: ending)
            {
                let value = DecodedText.xml(bytes[start..<close])
                if !value.isEmpty { all.append((String(decoding: name, as: UTF8.self), value)) }
                at = close + ending.count
            }
        }
        return all
    }

    private enum Format {
        case json, xml

        init?(_ bytes: [UInt8]) {
            switch bytes.first(where: { !StructuredBlank.contains($0) }) {
            case UInt8(ascii: "{"), UInt8(ascii: "["): self = .json
            case UInt8(ascii: "<"): self = .xml
            default: return nil
            }
        }
    }
}
