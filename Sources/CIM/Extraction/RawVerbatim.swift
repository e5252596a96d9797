/// Which fields of raw events have values that stand in their record: what the prefilter may look for.
///
/// What a format does to a text on its way into the record, such as an escape, is not asked here.
package enum RawVerbatim {
    /// Whether every value of a field is a part of the record.
    package static func contains(_ field: String) -> Bool { !made.contains(field) }

    /// Whether a part of the name of every source is the record's: of a record that names its provider
    /// by a number alone the channel is known without it.
    ///
    /// - Parameter word: In lower case; what it is of stands behind `XmlWinEventLog:`.
    package static func isOfChannels(_ word: String) -> Bool {
        !WindowsOrigin.allCases.contains { origin in
            let channel = String(decoding: origin.channel.map(ASCII.lowercased), as: UTF8.self)
            return contains(channel.utf8, Array(word.utf8))
        }
    }

    private static func contains(_ text: String.UTF8View, _ word: [UInt8]) -> Bool {
        let text = Array(text)
        guard text.count >= word.count else { return false }
        return (0...text.count - word.count).contains { start in
            text[start..<start + word.count].elementsEqual(word)
        }
    }

    /// Fields whose values readers or rules write, and those that take theirs from such fields.
    private static let made: Set<String> = {
        var made: Set = ["host", "index", "source", "sourcetype"]
        let names: [RawName] = [
            .version, .level, .task, .opcode, .keywords, .systemTime, .eventDataXML, .userDataXML,
            .systemXML, .unnamedData, .everyValue, .emptyNames,
        ]
        made.formUnion(names.map(\.name))
        for rule in RawRules.all {
            switch rule.value {
            case .text, .title, .computed: made.insert(rule.field)
            case .copy, .first: break
            }
        }
        var count = 0
        while count < made.count {
            count = made.count
            for rule in RawRules.all where rule.reads.contains(where: made.contains) {
                made.insert(rule.field)
            }
        }
        return made
    }()
}
