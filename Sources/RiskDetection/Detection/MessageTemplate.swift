/// A text with `$column$` tokens, taken apart once.
///
/// Source: contentctl, tokens match `\$([^\s.$]+)\$`.
package struct MessageTemplate: Equatable, Sendable {
    /// A part of the text.
    package enum Piece: Equatable, Sendable {
        case text(String)
        /// Stands for the value of a column of this name.
        case token(String)
    }

    package let pieces: [Piece]

    package init(_ template: String) {
        var pieces: [Piece] = []
        var text = ""
        var rest = Substring(template)
        while let open = rest.firstIndex(of: "$") {
            text += rest[..<open]
            let inside = rest[rest.index(after: open)...]
            guard
                let close = inside.firstIndex(where: { $0 == "$" || $0.isWhitespace || $0 == "." }),
                inside[close] == "$", close != inside.startIndex
            else {
                text += "$"
                rest = inside
                continue
            }
            if !text.isEmpty { pieces.append(.text(text)) }
            text = ""
            pieces.append(.token(String(inside[..<close])))
            rest = inside[inside.index(after: close)...]
        }
        text += rest
        if !text.isEmpty { pieces.append(.text(text)) }
        self.pieces = pieces
    }
}
