/// Reads the text that Windows makes of an event for people, where its data has no names.
///
/// Sysmon's has the names of its data in every language. That of event 4688 is translated, and read
/// in English only. Positions of the data are not used: what Fluent Bit calls `StringInserts` leaves
/// out values that it cannot render, so that those behind move up.
///
/// Source: Sysmon's manifest; fluent-bit#11360.
enum RenderedMessage {
    /// A name and where its value stands in the message.
    typealias Field = (name: String, value: Range<Int>)

    /// - Parameter names: Of the data that the event may have.
    static func fields(
        _ message: Span<UInt8>, of type: SourceEvent, names: RawFieldNames
    ) -> [Field] {
        switch type {
        case .windows(.security, eventID: 4688):
            security(message) ?? named(message, names)
        case .windows: named(message, names)
        case .falcon: []
        }
    }

    // MARK: names of the data

    /// What follows a command line in the order of the data.
    private static let behindCommandLine: Set = ["CurrentDirectory", "TargetUserSid"]

    /// `Image: C:\x.exe`, a line each behind a title. The first of a name counts, for a command
    /// line may hold line feeds and names behind them; it ends where the last line with the name
    /// begins that follows it in the order of the data, so that nothing in it can cut it short.
    private static func named(_ message: Span<UInt8>, _ names: RawFieldNames) -> [Field] {
        let known = Set(names.dataNames)
        let all = lines(message)
        guard let first = all.first, !first.isEmpty else { return [] }
        var fields: [Field] = []
        var index = 1
        var seen: Set<String> = []
        while index < all.count {
            defer { index += 1 }
            guard let (name, value) = label(message, all[index]) else { continue }
            if seen.insert(name).inserted, known.contains(name) {
                var end = value.upperBound
                if name == "CommandLine",
                    let next = all.indices.last(where: {
                        $0 > index
                            && behindCommandLine.contains(label(message, all[$0])?.name ?? "")
                    })
                {
                    end = max(end, all[next - 1].upperBound)
                    index = next - 1
                }
                fields.append((name, value.lowerBound..<end))
            }
        }
        return fields
    }

    // MARK: Security

    private static let title = Array("A new process has been created.".utf8)
    /// What follows the command line.
    private static let end = Array("Token Elevation Type indicates".utf8)
    /// Label by label, with the section where that matters.
    private static let labels: [String: String] = [
        "Creator Subject/Account Name": "SubjectUserName",
        "Subject/Account Name": "SubjectUserName",
        "Target Subject/Account Name": "TargetUserName", "/New Process ID": "NewProcessId",
        "/New Process Name": "NewProcessName", "/Creator Process ID": "ProcessId",
        "/Creator Process Name": "ParentProcessName", "/Process Command Line": "CommandLine",
    ]

    /// - Returns: Nil for another language.
    private static func security(_ message: Span<UInt8>) -> [Field]? {
        var fields: [Field] = []
        var section = ""
        let all = lines(message)
        guard let first = all.first, equals(message, first, title) else { return nil }
        for (index, line) in all.enumerated() {
            guard let (name, value) = label(message, line) else { continue }
            if value.isEmpty {
                section = name
                continue
            }
            guard let field = labels["/\(name)"] ?? labels["\(section)/\(name)"],
                !fields.contains(where: { $0.name == field })
            else { continue }
            guard field == "CommandLine" else {
                fields.append((field, value))
                continue
            }
            // The last of the section: all lines to the explanation are part of it.
            let stop = all.indices.last { $0 > index && begins(message, all[$0], end) }
            var last = (stop ?? all.count) - 1
            while last > index, all[last].isEmpty { last -= 1 }
            fields.append((field, value.lowerBound..<all[last].upperBound))
            break
        }
        return fields
    }

    // MARK: lines

    /// The lines without blanks around them.
    private static func lines(_ text: Span<UInt8>) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = 0
        while start <= text.count {
            var stop = start
            while stop < text.count, text[stop] != 0x0A { stop += 1 }
            var line = start..<stop
            while let first = line.first, ASCII.isBlank(text[first]) {
                line = first + 1..<line.upperBound
            }
            while let last = line.last, ASCII.isBlank(text[last]) { line = line.lowerBound..<last }
            lines.append(line)
            start = stop + 1
        }
        return lines
    }

    /// The name before the first colon, and what stands behind it and blanks.
    private static func label(
        _ text: Span<UInt8>, _ line: Range<Int>
    ) -> (name: String, value: Range<Int>)? {
        var at = line.lowerBound
        while at < line.upperBound, ASCII.isWord(text[at]) || text[at] == 0x20 { at += 1 }
        guard at < line.upperBound, text[at] == UInt8(ascii: ":"), at > line.lowerBound else {
            return nil
        }
        var name = ""
        for index in line.lowerBound..<at { name.unicodeScalars.append(.init(text[index])) }
        at += 1
        while at < line.upperBound, ASCII.isBlank(text[at]) { at += 1 }
        return (name, at..<line.upperBound)
    }

    private static func begins(
        _ text: Span<UInt8>, _ line: Range<Int>, _ word: [UInt8]
    ) -> Bool {
        guard line.count >= word.count else { return false }
        for offset in 0..<word.count where text[line.lowerBound + offset] != word[offset] {
            return false
        }
        return true
    }

    private static func equals(
        _ text: Span<UInt8>, _ line: Range<Int>, _ word: [UInt8]
    ) -> Bool {
        line.count == word.count && begins(text, line, word)
    }
}
