/// Replaces macro calls by their text, and removes comments.
///
/// Expansion is textual and comes before any syntax: a macro may be a condition, items of a list,
/// an option, or several commands. Definitions are expanded in turn.
///
/// Within double quotes a backtick begins a call only when a macro of that name and number of
/// arguments is known; otherwise it is an ordinary character. Splunk's rule is not documented;
/// this one reads both uses that occur, `"`window_macro`"` and `split(process,"`")`. A definition
/// that is a text in quotes itself is put in without them there.
///
/// Source: Splunk Search Manual, "Use search macros in searches" and "Add comments to searches".
struct MacroExpander {
    /// Where a text stands that is being expanded.
    private enum Origin {
        case search
        /// The outermost call in the search, and the macros from there to here.
        case macro(call: Range<Int>, chain: [String])
    }

    private let macros: MacroTable
    private var expanded = ExpandedSearch()
    private var diagnostics: Diagnostics
    private var macroBytes = 0
    /// Whether the rest of the search is not worth reading.
    private var isExhausted = false
    /// Whether the rest of the outermost call is not: macros that call themselves twice would be
    /// read as often as the limits allow.
    private var isCallAbandoned = false

    /// Expands a search; problems go to `diagnostics`, which from then on places by the result.
    static func expand(
        _ search: [UInt8], macros: MacroTable, _ diagnostics: inout Diagnostics
    ) -> ExpandedSearch {
        var expander = MacroExpander(macros: macros, diagnostics: diagnostics)
        expander.expand(search, .search)
        expander.expanded.map.finish(originalEnd: search.count)
        diagnostics = expander.diagnostics
        diagnostics.place(by: expander.expanded.map)
        return expander.expanded
    }

    private init(macros: MacroTable, diagnostics: Diagnostics) {
        self.macros = macros
        self.diagnostics = diagnostics
    }

    private mutating func expand(_ text: [UInt8], _ origin: Origin) {
        var (index, runStart, isQuoted) = (0, 0, false)
        while index < text.count, !isExhausted, !isCallAbandoned {
            if CharacterClass.isEscape(text, at: index) {
                index += 2
            } else if text[index] == CharacterClass.quote {
                isQuoted.toggle()
                index += 1
            } else if !isQuoted, let end = Self.commentEnd(text, at: index) {
                emit(text, runStart..<index, origin)
                index = end
                runStart = end
            } else if text[index] == CharacterClass.backtick,
                let end = expandCall(text, at: index, runStart: runStart, isQuoted, origin)
            {
                index = end
                runStart = end
            } else {
                index += 1
            }
        }
        emit(text, runStart..<text.count, origin)
    }

    /// - Returns: The offset behind the call, whose text has been written, or nil when the backtick
    ///   is an ordinary character.
    private mutating func expandCall(
        _ text: [UInt8], at start: Int, runStart: Int, _ isQuoted: Bool, _ origin: Origin
    ) -> Int? {
        let reading = MacroCall.read(text, at: start)
        if isQuoted {
            guard case .call(let call) = reading,
                macros.macro(call.name, arity: call.arguments.count) != nil
            else { return nil }
        }
        emit(text, runStart..<start, origin)
        switch reading {
        case .call(let call):
            expand(call, at: start..<call.end, isQuoted, origin)
            if case .search = origin { isCallAbandoned = false }
            return call.end
        case .malformed(let end):
            fail(
                .syntax,
                "between backticks stands a macro call: `name` or `name(argument, …)`. "
                    + "A backtick that is meant literally needs double quotes around the value.",
                at: start..<end, origin)
            return end
        case .unterminated:
            fail(
                .syntax, "this backtick begins a macro call, but no second backtick ends it.",
                at: start..<text.count, origin)
            return text.count
        }
    }

    private mutating func expand(
        _ call: MacroCall, at range: Range<Int>, _ isQuoted: Bool, _ origin: Origin
    ) {
        let (outermost, chain) = Self.place(range, in: origin)
        guard let macro = macros.macro(call.name, arity: call.arguments.count) else {
            return failUnknown(call, at: range, origin)
        }
        guard chain.count < SearchLimits.macroDepthMax else {
            fail(
                .macroDepth,
                "macros are nested more than \(SearchLimits.macroDepthMax) deep at "
                    + "`\(call.name)`; does one of them call itself?",
                at: range, origin)
            isCallAbandoned = true
            return
        }
        macroBytes += SearchLimits.macroCallCost
        guard var text = substituted(macro, call.arguments) else { return exhaust(range, origin) }
        if isQuoted, text.count >= 2, text.first == CharacterClass.quote,
            text.last == CharacterClass.quote
        {
            text = Array(text.dropFirst().dropLast())
        }
        expand(text, .macro(call: outermost, chain: chain + [call.name]))
    }

    private mutating func failUnknown(_ call: MacroCall, at range: Range<Int>, _ origin: Origin) {
        let arities = macros.arities(of: call.name)
        if arities.isEmpty {
            let question =
                macros.nearest(to: call.name).map { " Did you mean `\($0)`?" } ?? ""
            fail(
                .unknownMacro,
                "there is no macro `\(call.name)`.\(question) "
                    + "Define it, or write what it stands for.",
                at: range, origin)
        } else {
            let known = arities.map(String.init).joined(separator: " or ")
            fail(
                .macroArguments,
                "the macro `\(call.name)` takes \(known) argument(s), but "
                    + "\(call.arguments.count) are given. Quote an argument that has a comma.",
                at: range, origin)
        }
    }

    /// The definition with `$name$` replaced by the arguments; nil when it grows beyond the limit.
    private mutating func substituted(_ macro: Macro, _ arguments: [String]) -> [UInt8]? {
        let definition = Array(macro.definition.utf8)
        let values = Dictionary(
            zip(macro.arguments, arguments.map { Array($0.utf8) }), uniquingKeysWith: { $1 })
        var text: [UInt8] = []
        var index = 0
        while index < definition.count {
            if definition[index] == CharacterClass.dollar,
                let close = definition[(index + 1)...].firstIndex(of: CharacterClass.dollar),
                let value = values[CharacterClass.text(index + 1..<close, of: definition)]
            {
                text.append(contentsOf: value)
                index = close + 1
            } else {
                text.append(definition[index])
                index += 1
            }
            guard macroBytes + text.count <= SearchLimits.macroBytesMax else { return nil }
        }
        macroBytes += text.count
        return text
    }

    private mutating func emit(_ text: [UInt8], _ range: Range<Int>, _ origin: Origin) {
        guard !isExhausted, !isCallAbandoned else { return }
        guard expanded.bytes.count + range.count <= SearchLimits.expandedBytesMax else {
            return exhaust(range, origin)
        }
        expanded.bytes.append(contentsOf: text[range])
        switch origin {
        case .search: expanded.map.append(verbatim: range)
        case .macro(let call, let chain):
            expanded.map.append(count: range.count, of: call, macros: chain)
        }
    }

    private mutating func exhaust(_ range: Range<Int>, _ origin: Origin) {
        isExhausted = true
        fail(
            .tooComplex,
            "the search is longer than \(SearchLimits.expandedBytesMax) bytes with its macros "
                + "put in.", at: range, origin)
    }

    private mutating func fail(
        _ code: SPLError.Code, _ message: String, at range: Range<Int>, _ origin: Origin
    ) {
        let (range, chain) = Self.place(range, in: origin)
        diagnostics.report(SPLError(code, message, range: range, macros: chain))
        expanded.addHole()
        // Nothing more will be heard of, so the rest need not be read.
        if diagnostics.isFull { isExhausted = true }
    }

    private static func place(
        _ range: Range<Int>, in origin: Origin
    ) -> (range: Range<Int>, chain: [String]) {
        switch origin {
        case .search: (range, [])
        case .macro(let call, let chain): (call, chain)
        }
    }

    /// Where a comment ends that begins at `start` with three backticks; nil when none does.
    private static func commentEnd(_ text: [UInt8], at start: Int) -> Int? {
        guard isFence(text, at: start) else { return nil }
        var index = start + 3
        while index < text.count {
            if isFence(text, at: index) { return index + 3 }
            index += 1
        }
        return nil
    }

    private static func isFence(_ text: [UInt8], at index: Int) -> Bool {
        index + 2 < text.count && text[index] == CharacterClass.backtick
            && text[index + 1] == CharacterClass.backtick
            && text[index + 2] == CharacterClass.backtick
    }
}
