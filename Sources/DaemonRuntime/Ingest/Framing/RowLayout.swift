/// Where in the rows of a CSV table records stand: in the column `_raw`, as Splunk exports it.
struct RowLayout: Equatable {
    var separator: UInt8
    /// Index of the column `_raw`.
    var column: Int
    var columns: Int

    /// The names of a header, and what separates them.
    struct Names: Equatable {
        var separator: UInt8
        var fields: [[UInt8]]
    }

    /// Nil for a table without such a column.
    init?(_ names: Names) {
        guard let column = names.fields.firstIndex(of: Array("_raw".utf8)) else { return nil }
        separator = names.separator
        self.column = column
        columns = names.fields.count
    }

    /// - Returns: Nil for a line that is no header of a table.
    static func names(_ line: ArraySlice<UInt8>) -> Names? {
        let line = line.last == 0x0D ? line.dropLast() : line
        let separator =
            [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09].first { line.contains($0) }
            ?? UInt8(ascii: ",")
        var fields: [[UInt8]] = []
        for field in line.split(separator: separator, omittingEmptySubsequences: false) {
            var name = field
            if name.count >= 2, name.first == UInt8(ascii: "\""), name.last == UInt8(ascii: "\"") {
                name = name.dropFirst().dropLast()
            }
            guard isName(name) else { return nil }
            fields.append(Array(name))
        }
        return Names(separator: separator, fields: fields)
    }

    /// Names of columns are words; prose and times are not.
    private static func isName(_ name: ArraySlice<UInt8>) -> Bool {
        guard let first = name.first, name.count <= 64, name.last != 0x20 else { return false }
        let others = Array("_@#$(".utf8)
        guard isLetter(first) || others.contains(first) else { return false }
        let signs = Array("_-.:/()#@$[] ".utf8)
        return name.allSatisfy {
            isLetter($0) || $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9")
                || signs.contains($0) || $0 >= 0x80
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        let letter = byte | 0x20
        return letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z")
    }
}
