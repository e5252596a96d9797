import SPL

/// Text and patterns.
extension EngineDialect {
    /// The lower case of a text, letters beyond ASCII among them.
    func lower(_ text: String) -> String {
        switch self {
        case .duckdb, .spark: "lower(\(text))"
        case .clickhouse: "lowerUTF8(\(text))"
        case .flink: "LOWER(\(text))"
        }
    }

    func upper(_ text: String) -> String {
        switch self {
        case .duckdb, .spark: "upper(\(text))"
        case .clickhouse: "upperUTF8(\(text))"
        case .flink: "UPPER(\(text))"
        }
    }

    /// How many characters a text has.
    func length(_ text: String) -> String {
        switch self {
        case .duckdb, .spark: "length(\(text))"
        case .clickhouse: "CAST(lengthUTF8(\(text)) AS Nullable(Int64))"
        case .flink: "CHAR_LENGTH(\(text))"
        }
    }

    /// Texts behind one another; null where one is.
    func concatenation(_ texts: [String]) -> String {
        switch self {
        case .duckdb, .clickhouse, .flink, .spark: "(" + texts.joined(separator: " || ") + ")"
        }
    }

    /// From character `start`, counted from 1, on: so many characters, or all.
    func substring(_ text: String, _ start: String, _ length: String?) -> String {
        let rest = length.map { ", \($0)" } ?? ""
        return switch self {
        case .duckdb, .spark: "substr(\(text), \(start)\(rest))"
        case .clickhouse: "substringUTF8(\(text), \(start)\(rest))"
        case .flink: "SUBSTRING(\(text), \(start)\(rest))"
        }
    }

    /// Whether a text is of a pattern of LIKE, in which a backslash takes the meaning of `%`, `_`
    /// and `\`.
    func like(_ text: String, _ pattern: String) -> String {
        switch self {
        case .clickhouse, .spark: "\(text) LIKE \(literal(pattern))"
        case .duckdb: "\(text) LIKE \(literal(pattern)) ESCAPE '\\'"
        // Without it Flink looks for the parts of the pattern rather than making an expression.
        case .flink:
            "\(text) LIKE \(literal(pattern))" + (pattern.contains("\\") ? " ESCAPE '\\'" : "")
        }
    }

    /// The wildcards of a search as those of LIKE.
    static func likePattern(_ pattern: TextPattern) -> String {
        pattern.pieces.map { piece in
            var text = ""
            for character in String(decoding: piece, as: UTF8.self).unicodeScalars {
                if "%_\\".unicodeScalars.contains(character) { text += "\\" }
                text.unicodeScalars.append(character)
            }
            return text
        }.joined(separator: "%")
    }

    /// Whether a regular expression, in the language of the engine, matches somewhere.
    func matches(_ text: String, _ pattern: String) -> String {
        switch self {
        case .duckdb: "regexp_matches(\(text), \(literal(pattern)))"
        case .clickhouse: "match(\(text), \(literal(pattern)))"
        case .flink: "REGEXP(\(text), \(literal(pattern)))"
        case .spark: "(\(text) RLIKE \(literal(pattern)))"
        }
    }

    /// A group of the first match; the empty text where nothing matches.
    func firstGroup(_ text: String, _ pattern: String, _ group: Int) -> String {
        switch self {
        case .duckdb: "regexp_extract(\(text), \(literal(pattern)), \(group))"
        case .clickhouse:
            "extractGroups(assumeNotNull(\(text)), \(literal(pattern)))[\(group)]"
        case .flink: "REGEXP_EXTRACT(\(text), \(literal(pattern)), \(group))"
        case .spark: "regexp_extract(\(text), \(literal(pattern)), \(group))"
        }
    }

    /// A group of all matches, as a list.
    func allGroups(_ text: String, _ pattern: String, _ group: Int) -> String {
        switch self {
        case .duckdb: "regexp_extract_all(\(text), \(literal(pattern)), \(group))"
        case .clickhouse:
            "extractAllGroupsHorizontal(assumeNotNull(\(text)), \(literal(pattern)))[\(group)]"
        case .flink: "REGEXP_EXTRACT_ALL(\(text), \(literal(pattern)), \(group))"
        case .spark: "regexp_extract_all(\(text), \(literal(pattern)), \(group))"
        }
    }

    /// All matches replaced; `\1` in the template stands for a group.
    func replacing(_ text: String, _ pattern: String, _ template: String) -> String {
        switch self {
        case .duckdb:
            "regexp_replace(\(text), \(literal(pattern)), \(literal(template)), 'g')"
        case .clickhouse:
            "replaceRegexpAll(\(text), \(literal(pattern)), \(literal(template)))"
        case .flink: "REGEXP_REPLACE(\(text), \(literal(pattern)), \(literal(template)))"
        case .spark: "regexp_replace(\(text), \(literal(pattern)), \(literal(template)))"
        }
    }

    /// A text without certain characters at its ends.
    func trimmed(_ text: String, of characters: String, start: Bool, end: Bool) -> String {
        let side = start && end ? "BOTH" : start ? "LEADING" : "TRAILING"
        let set = literal(characters)
        return switch self {
        case .duckdb:
            "\(start && end ? "trim" : start ? "ltrim" : "rtrim")(\(text), \(set))"
        case .flink where start && end: "BTRIM(\(text), \(set))"
        case .flink: "\(start ? "LTRIM" : "RTRIM")(\(text), \(set))"
        case .clickhouse, .spark: "TRIM(\(side) \(set) FROM \(text))"
        }
    }

    /// Part number `number`, from 1, of a text cut at a character.
    func part(_ text: String, _ separator: String, _ number: Int) -> String {
        switch self {
        case .duckdb, .spark: "split_part(\(text), \(literal(separator)), \(number))"
        case .clickhouse:
            "splitByString(\(literal(separator)), assumeNotNull(\(text)))[\(number)]"
        case .flink: "SPLIT_INDEX(\(text), \(literal(separator)), \(number - 1))"
        }
    }
}
