import CIM
import SecurityContent

/// Reads one file of identities: JSON, an object a line, or CSV with a header.
struct IdentityFileReader {
    enum Kind: Sendable {
        case sensor, user

        /// What the file calls the identifier, the usual first.
        var keys: [String] {
            switch self {
            case .sensor: ["aid"]
            case .user: ["UserSid_readable", "UserSid", "sid"]
            }
        }

        /// What it calls the name.
        var names: [String] {
            switch self {
            case .sensor: ["ComputerName", "device_hostname", "hostname"]
            case .user: ["UserName", "User", "name"]
            }
        }
    }

    private(set) var problems: [ContentProblem] = []
    private let kind: Kind
    private let path: String
    private let limits: IdentityFiles.Limits
    private var reader: IdentityReader
    /// Columns of identifier and name of a CSV; nil before its header, and in JSON.
    private var columns: (key: Int, name: Int)?
    /// By the first byte that is no blank; nil before that.
    private var isJSON: Bool?
    private var line = 0
    private var badLines = 0
    private var isDone = false

    init(_ kind: Kind, path: String, limits: IdentityFiles.Limits) {
        self.kind = kind
        self.path = path
        self.limits = limits
        reader = IdentityReader(keys: kind.keys, names: kind.names)
    }

    /// Takes in what can be read of the file.
    mutating func read(into table: inout IdentityTable) {
        var rest: [UInt8] = []
        var isTooLong = false
        var bytes = 0
        do {
            var input = try InputFile(path: path)
            try input.read { piece, _ in
                bytes += piece.count
                guard bytes <= limits.fileBytes else { throw TooLarge() }
                var piece = piece
                while !isDone, let end = piece.firstIndex(of: UInt8(ascii: "\n")) {
                    rest.append(contentsOf: piece[..<end])
                    take(rest, isTooLong, into: &table)
                    rest.removeAll(keepingCapacity: true)
                    isTooLong = false
                    piece = piece[(end + 1)...]
                }
                if isDone { throw Done() }
                if !isTooLong { rest.append(contentsOf: piece) }
                if rest.count > limits.lineBytes {
                    isTooLong = true
                    rest.removeAll(keepingCapacity: true)
                }
            }
        } catch is Done {
            rest = []
        } catch is TooLarge {
            tell(0, "only its first \(limits.fileBytes) bytes are read")
            rest = []
        } catch {
            tell(0, "\(error)")
        }
        if !rest.isEmpty || isTooLong, !isDone { take(rest, isTooLong, into: &table) }
        if badLines > limits.problemsPerFile {
            tell(0, "\(badLines) lines cannot be read, of which the first stand above")
        }
    }

    private struct Done: Error {}
    private struct TooLarge: Error {}

    // MARK: lines

    private mutating func take(
        _ text: [UInt8], _ isTooLong: Bool, into table: inout IdentityTable
    ) {
        line += 1
        if isTooLong || text.count > limits.lineBytes {
            return noteBad("is longer than \(limits.lineBytes) bytes")
        }
        var text = text
        if line == 1, text.starts(with: [0xEF, 0xBB, 0xBF]) { text.removeFirst(3) }
        guard let first = text.first(where: { $0 > 0x20 }) else { return }
        let isJSON = isJSON ?? (first == UInt8(ascii: "{") || first == UInt8(ascii: "["))
        self.isJSON = isJSON
        if isJSON {
            takeObject(text, into: &table)
        } else {
            takeRow(text, into: &table)
        }
    }

    private mutating func takeObject(_ text: [UInt8], into table: inout IdentityTable) {
        let start = text.firstIndex { $0 > 0x20 } ?? 0
        switch reader.read(text.span.extracting(start..<text.count)) {
        case .malformed: noteBad("is no JSON object: write one object a line, or a CSV")
        case .incomplete:
            noteBad(
                "has no \(kind.keys[0]), or no \(kind.names.joined(separator: " or "))")
        case .entry(let key, let name, let time):
            note(table.set(key.span, name.span, time: time))
        }
    }

    private mutating func takeRow(_ text: [UInt8], into table: inout IdentityTable) {
        guard let row = CSVText.rows(text).first else { return }
        guard let columns else {
            func column(_ names: [String]) -> Int? {
                names.lazy.compactMap { name in
                    row.firstIndex { $0.lowercased() == name.lowercased() }
                }.first
            }
            if let key = column(kind.keys), let name = column(kind.names) {
                self.columns = (key, name)
            } else {
                isDone = true
                tell(
                    line,
                    "is neither JSON nor a CSV of identities: write a header such as "
                        + "\(kind.keys[0]),\(kind.names[0])")
            }
            return
        }
        guard row.count > max(columns.key, columns.name) else {
            return noteBad("has \(row.count) column(s), fewer than the header")
        }
        note(table.set(row[columns.key].utf8.span, row[columns.name].utf8.span))
    }

    private mutating func note(_ admission: IdentityTable.Admission) {
        switch admission {
        case .taken, .older: break
        case .unfit: noteBad("has an empty or an overlong value")
        case .full:
            isDone = true
            tell(
                line,
                "does not fit: \(limits.table.entries) names, or \(limits.table.textBytes) bytes of "
                    + "them, are known; what follows is left out")
        }
    }

    private mutating func noteBad(_ message: String) {
        badLines += 1
        if badLines <= limits.problemsPerFile { tell(line, "this line \(message)") }
    }

    private mutating func tell(_ line: Int, _ message: String) {
        problems.append(ContentProblem(.warning, file: path, line: line, message: message))
    }
}
