import Yams

/// Turns the marks of the YAML parser into UTF-8 offsets.
///
/// The parser counts lines by the rules of YAML 1.1, where NEL, LS and PS end a line too, which no
/// editor does; hence a table of its own.
struct YAMLMarks: Sendable {
    private let bytes: [UInt8]
    private let lineStarts: [Int]
    /// Where the last mark was: marks come in the order of the file, and a file may be one line.
    private var last = Place(line: 1, column: 1, offset: 0)

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var starts = [0]
        var index = 0
        while index < bytes.count {
            if let length = YAMLBreak.length(in: bytes, at: index) {
                index += length
                starts.append(index)
            } else {
                index += 1
            }
        }
        lineStarts = starts
    }

    mutating func offset(_ mark: Mark) -> Int { offset(line: mark.line, column: mark.column) }

    /// - Parameters: From 1; columns count Unicode scalars.
    mutating func offset(line: Int, column: Int) -> Int {
        guard line >= 1, line <= lineStarts.count else { return line < 1 ? 0 : bytes.count }
        var at = Place(line: line, column: 1, offset: lineStarts[line - 1])
        if last.line == line, last.column <= column { at = last }
        while at.column < column, at.offset < bytes.count {
            at.offset += 1
            while at.offset < bytes.count, bytes[at.offset] & 0xC0 == 0x80 { at.offset += 1 }
            at.column += 1
        }
        last = at
        return at.offset
    }

    private struct Place {
        var line: Int
        var column: Int
        var offset: Int
    }
}

/// Line breaks of YAML 1.1: LF, CRLF, CR, NEL (U+0085), LS (U+2028), PS (U+2029).
enum YAMLBreak {
    /// Bytes of the break at `index`; nil where none is.
    static func length(in bytes: [UInt8], at index: Int) -> Int? {
        switch bytes[index] {
        case 0x0A: 1
        case 0x0D: index + 1 < bytes.count && bytes[index + 1] == 0x0A ? 2 : 1
        case 0xC2 where index + 1 < bytes.count && bytes[index + 1] == 0x85: 2
        case 0xE2
        where index + 2 < bytes.count && bytes[index + 1] == 0x80
            && (bytes[index + 2] == 0xA8 || bytes[index + 2] == 0xA9):
            3
        default: nil
        }
    }

    /// What the break is in the value: LS and PS stay what they are.
    static func value(in bytes: [UInt8], at index: Int) -> [UInt8] {
        bytes[index] == 0xE2 ? Array(bytes[index...(index + 2)]) : [0x0A]
    }
}

extension [UInt8] {
    /// The byte, or nil behind the end.
    func at(_ index: Int) -> UInt8? { index < count ? self[index] : nil }

    /// Whether a blank or a tab stands at `index`.
    func isBlank(at index: Int) -> Bool { at(index) == 0x20 || at(index) == 0x09 }

    /// Whether a line break of YAML starts at `index`.
    func isBreak(at index: Int) -> Bool {
        index < count && YAMLBreak.length(in: self, at: index) != nil
    }
}
