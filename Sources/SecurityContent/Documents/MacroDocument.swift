package import SPL

/// A macro file: `name`, `definition`, and `arguments` where it has some.
package struct MacroDocument: Sendable {
    package var file: String
    package var macro: Macro

    /// - Returns: Nil when the file is no macro; why is in `problems`.
    static func read(_ document: YAMLDocument, problems: ProblemCollector) -> MacroDocument? {
        guard let file = document.mapping(problems) else { return nil }
        let name = file.required("name", hint: "add \"name: <name of the macro>\"")
        let definition = file.text("definition")
        if definition == nil, !problems.hasErrors {
            file.report(
                key: "definition", "definition is missing: add \"definition: <search text>\"")
        }
        let arguments = file.strings("arguments")
        guard let name, let definition, !problems.hasErrors else { return nil }
        guard let call = MacroSignature(name.value) else {
            problems.add(
                name.problem(
                    .error, "\"\(name.value)\" is no macro name: write letters, digits and _"))
            return nil
        }
        return MacroDocument(
            file: document.source.file,
            macro: Macro(name: call.name, arguments: arguments, definition: definition.value))
    }
}

/// `name`, `name(2)` as in `macros.conf`, or `name(first,second)` as in our configuration.
struct MacroSignature: Equatable {
    let name: String
    /// What stands in the brackets.
    let arguments: [String]

    /// - Returns: Nil when the text is not of that form.
    init?(_ text: String) {
        let parts = text.split(separator: "(", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts[0].trimmed
        guard Self.isName(name) else { return nil }
        self.name = name
        guard parts.count == 2 else {
            arguments = []
            return
        }
        guard parts[1].last == ")" else { return nil }
        arguments = parts[1].dropLast().split(separator: ",", omittingEmptySubsequences: false)
            .map(\.trimmed)
        guard arguments.allSatisfy(Self.isName), Set(arguments).count == arguments.count else {
            return nil
        }
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
                    UInt8(ascii: "."), UInt8(ascii: ":"):
                    true
                default: false
                }
            }
    }
}

extension Substring {
    fileprivate var trimmed: String {
        let start = drop { $0.isWhitespace }
        return String(start.prefix(start.count - start.reversed().prefix { $0.isWhitespace }.count))
    }
}
