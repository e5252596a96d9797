/// One command of a pipeline, not yet looked into.
struct Stage: Equatable {
    /// The command name in lower case; empty when the stage does not begin with a name.
    let command: String
    /// Where the name stands, or the first character when there is none.
    let nameRange: Range<Int>
    /// What follows the name, without blanks at both ends.
    let body: Range<Int>
    /// All of it, from behind the pipe to the next one.
    let range: Range<Int>
    /// The same without blanks at both ends.
    let content: Range<Int>
    /// Whether a pipe stands before it; only the first stage may lack it.
    let hasPipe: Bool

    init(_ range: Range<Int>, of bytes: [UInt8], hasPipe: Bool) {
        content = CharacterClass.trimmed(range, of: bytes)
        var nameEnd = content.lowerBound
        while nameEnd < content.upperBound, CharacterClass.isNameByte(bytes[nameEnd]) {
            nameEnd += 1
        }
        self.range = range
        self.hasPipe = hasPipe
        command = CharacterClass.text(content.lowerBound..<nameEnd, of: bytes).lowercased()
        let nameStart = content.lowerBound
        nameRange = nameStart..<max(nameEnd, min(content.upperBound, nameStart + 1))
        body = CharacterClass.trimmed(nameEnd..<content.upperBound, of: bytes)
    }

    var isEmpty: Bool { command.isEmpty && body.isEmpty }

    /// Cuts a range of an expanded search at the pipes that stand outside quotes and subsearches.
    ///
    /// An unclosed quote or bracket is reported, and the stage that it begins in left out.
    static func split(
        _ bytes: [UInt8], _ range: Range<Int>, _ diagnostics: inout Diagnostics
    ) -> [Stage] {
        var stages: [Stage] = []
        var scanner = BracketScanner(bytes, end: range.upperBound)
        let content = CharacterClass.trimmed(range, of: bytes)
        var start = content.lowerBound
        var hasPipe = false
        scanner.index = start
        if !content.isEmpty, bytes[start] == CharacterClass.pipe {
            start += 1
            scanner.index = start
            hasPipe = true
        }
        do throws(Problem) {
            while let pipe = try scanner.nextPipe() {
                stages.append(Stage(start..<pipe, of: bytes, hasPipe: hasPipe))
                start = pipe + 1
                hasPipe = true
            }
            stages.append(Stage(start..<range.upperBound, of: bytes, hasPipe: hasPipe))
        } catch {
            diagnostics.report(error)
        }
        return stages
    }
}
