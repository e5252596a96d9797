import Foundation
import SPL
import TestSupport

/// The published detections beside the repository, read by Python, which also says which commands
/// each one uses: an opinion on pipes, quotes and macros that is not our own.
struct SharedDetections: Decodable {
    struct Detection: Decodable {
        let name: String
        let search: String
        /// The data set of the first command.
        let dataSet: String
        /// The names of all commands but those of subsearches, macros expanded.
        let commands: [String]
        /// Whether a command that is supported has a subsearch, which is not.
        let hasSubsearch: Bool
    }

    struct Definition: Decodable {
        let name: String
        let arguments: [String]
        let definition: String
    }

    let detections: [Detection]
    let macros: [Definition]

    var macroTable: MacroTable {
        MacroTable(
            macros.map {
                Macro(name: $0.name, arguments: $0.arguments, definition: $0.definition)
            })
    }

    static func load() throws -> SharedDetections {
        let python = Process()
        python.executableURL = URL(filePath: "/usr/bin/env")
        python.arguments = ["python3", "-c", script, SharedData.content.path]
        let pipe = Pipe()
        python.standardOutput = pipe
        try python.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        python.waitUntilExit()
        return try JSONDecoder().decode(SharedDetections.self, from: output)
    }

    private static let script = #"""
        import glob, json, re, sys, yaml
        root = sys.argv[1]
        macros = {"drop_dm_object_name": (["o"], 'rename "$o$.*" as *')}
        for path in sorted(glob.glob(root + "/macros/*.yml")):
            m = yaml.safe_load(open(path))
            macros[m["name"]] = (m.get("arguments") or [], str(m["definition"]))
        detections = []
        for path in sorted(glob.glob(root + "/detections/**/*.yml", recursive=True)):
            d = yaml.safe_load(open(path))
            name = re.sub(r"[ \-./]", "_", d["name"].lower()) + "_filter"
            macros.setdefault(name, ([], "search *"))
            detections.append((d["name"], d["search"]))
        def expand(text):
            call = re.compile(r"`(\w+)(?:\(([^`]*)\))?`")
            def one(m):
                if m.group(1) not in macros: return m.group(0)
                names, body = macros[m.group(1)]
                values = [v.strip().strip('"') for v in (m.group(2) or "").split(",")]
                for n, v in zip(names, values): body = body.replace("$" + n + "$", v)
                return body
            for _ in range(9): text = call.sub(one, text)
            return text
        def commands(text):
            text = re.sub(r'"(\\.|[^"\\])*"', '""', text, flags=re.S)
            while True:
                shorter = re.sub(r"\[[^\[\]]*\]", "", text)
                if shorter == text: break
                text = shorter
            return [s.split()[0].split("(")[0].lower() for s in text.split("|") if s.split()]
        def has_subsearch(text):
            text = re.sub(r'"(\\.|[^"\\])*"', '""', text, flags=re.S)
            text = re.sub(r"\[[^\[\]]*\]", "[]", text)
            return any(s.split()[0] in ("tstats", "search", "rename", "convert") and "[" in s
                       for s in text.split("|") if s.split())
        def data_set(text):
            m = re.search(r'(?i)from\s+datamodel\s*=\s*"?([\w.]+)', text)
            return m.group(1) if m else ""
        print(json.dumps({
            "detections": [{"name": n, "search": s, "dataSet": data_set(s),
                            "commands": commands(expand(s)),
                            "hasSubsearch": has_subsearch(expand(s))} for n, s in detections],
            "macros": [{"name": n, "arguments": a, "definition": b}
                       for n, (a, b) in sorted(macros.items())]}))
        """#
}
