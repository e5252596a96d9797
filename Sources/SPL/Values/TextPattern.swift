/// A value of the search language: matched against the whole of a field, `*` stands for any run
/// of characters, also the empty one. There is no other wildcard and no escape for it.
///
/// - Shape: `pieces` are the literal runs between the stars, so `*a*b` is `["", "a", "b"]` and a
///   value without star is one piece. When case does not matter the pieces are lower-cased.
///
/// Source: Splunk Search Reference, "search": values are compared without regard to case;
/// `CASE(x)` asks for it.
package struct TextPattern: Hashable, Sendable {
    /// By reference, so that a pattern that is looked at costs one count and not one for each part.
    let content: Content

    final class Content: Sendable {
        let text: String
        let flatPieces: TextPieces
        let isCaseSensitive: Bool
        let matchesEverything: Bool
        /// Whether all pieces are ASCII, so that most values can be compared by byte.
        let isASCII: Bool
        let network: IPNetwork?

        init(_ text: String, isCaseSensitive: Bool, readsNetworks: Bool) {
            self.text = text
            let isNetwork = readsNetworks && text.utf8.contains(UInt8(ascii: "/"))
            network = isNetwork ? IPNetwork(text) : nil
            self.isCaseSensitive = isCaseSensitive
            let folded = isCaseSensitive ? text : text.lowercased()
            let pieces = folded.utf8.split(
                separator: UInt8(ascii: "*"), omittingEmptySubsequences: false)
            flatPieces = pieces.reduce(into: TextPieces()) { $0.append(Array($1)) }
            matchesEverything = pieces.count > 1 && pieces.allSatisfy { $0.isEmpty }
            isASCII = folded.utf8.allSatisfy { $0 < 0x80 }
        }
    }

    package var pieces: [[UInt8]] {
        (0..<content.flatPieces.count).map { content.flatPieces[$0] }
    }
    package var isCaseSensitive: Bool { content.isCaseSensitive }
    /// Whether every value matches (`*`).
    package var matchesEverything: Bool { content.matchesEverything }
    /// The pattern as written, for messages and exports.
    package var text: String { content.text }
    /// The addresses that match beside the text itself, where the pattern is written as a network
    /// such as `10.0.0.0/8`.
    package var network: IPNetwork? { content.network }

    /// - Parameter readsNetworks: Whether a network stands for its addresses, as it does in
    ///   conditions of the search language.
    ///
    /// Source: Splunk Search Reference, "search", "CIDR matching"; that it holds in the `where` of
    /// `tstats` too is seen from ESCU's "Internal Horizontal Port Scan", which would find nothing.
    package init(_ text: String, isCaseSensitive: Bool = false, readsNetworks: Bool = false) {
        content = Content(text, isCaseSensitive: isCaseSensitive, readsNetworks: readsNetworks)
    }

    /// Whether the pattern is the literal text, without a star.
    package var isLiteral: Bool { content.flatPieces.count == 1 }

    package static func == (a: TextPattern, b: TextPattern) -> Bool {
        a.content === b.content
            || a.text == b.text && a.pieces == b.pieces
                && a.isCaseSensitive == b.isCaseSensitive && a.network == b.network
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(pieces) }
}
