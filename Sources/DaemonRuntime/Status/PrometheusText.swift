/// Metrics in the text exposition format 0.0.4 of Prometheus.
struct PrometheusText {
    enum Kind: String {
        /// Only grows, until the daemon starts or loads anew; its name ends in `_total`.
        case counter
        case gauge
    }

    typealias Labels = [(name: String, value: String)]

    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var bytes: [UInt8] = []

    /// - Parameter samples: Without any the metric is left out.
    mutating func add(
        _ name: String, _ kind: Kind, _ help: String, _ samples: [(labels: Labels, value: Double)]
    ) {
        guard !samples.isEmpty else { return }
        write("# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n")
        for (labels, value) in samples {
            let text = labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }
            write("\(name)\(text.isEmpty ? "" : "{\(text.joined(separator: ","))}") ")
            write(Self.number(value) + "\n")
        }
    }

    /// Things of a kind that the samples of several metrics are about, such as sources.
    struct Subjects<Subject> {
        /// Name of the label that tells them apart.
        var label: String
        var subjects: [(name: String, subject: Subject)]

        init(_ label: String, _ subjects: [Subject], _ name: (Subject) -> String) {
            self.label = label
            self.subjects = subjects.map { (name($0), $0) }
        }
    }

    /// One sample for each that has a value.
    mutating func add<Subject>(
        _ name: String, _ kind: Kind, _ help: String, _ subjects: Subjects<Subject>,
        _ value: (Subject) -> Double?
    ) {
        add(
            name, kind, help,
            subjects.subjects.compactMap { named in
                value(named.subject).map { (labels: [(subjects.label, named.name)], value: $0) }
            })
    }

    mutating func add<Subject>(
        _ name: String, _ kind: Kind, _ help: String, _ subjects: Subjects<Subject>,
        _ value: (Subject) -> Int
    ) {
        add(name, kind, help, subjects) { Double(value($0)) }
    }

    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: Double?) {
        add(name, kind, help, value.map { [(labels: [], value: $0)] } ?? [])
    }

    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: Int) {
        add(name, kind, help, Double(value))
    }

    private mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// Whole numbers without a fraction.
    private static func number(_ value: Double) -> String {
        Int(exactly: value).map(String.init) ?? "\(value)"
    }

    static func escaped(_ value: String) -> String {
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
