extension ConfigurationDocument {
    /// What the reader takes of each key, in the order of ``allKeys``, and the default of those that
    /// have one: asked from the reader itself, which reads a document with an entry of each kind.
    package static var keyShapes: [(key: String, shape: ValueShape?, usual: String?)] {
        let collector = ProblemCollector()
        collector.shapes = [:]
        let source = SourceText(file: "", text: shapeProbe)
        guard let top = YAMLDocument(source, problems: collector)?.mapping(collector) else {
            return []
        }
        var document = ConfigurationDocument(file: "", bytes: Array("{}".utf8)) { _ in true }
        let defaults = document.values
        document.read(top, directory: "/")
        return allKeys.map { key in
            let usual = defaults.first { $0.key == key }?.value
            return (key, collector.shapes?[key], usual?.first == "(" ? nil : usual)
        }
    }

    /// Names that operators choose are `<>` here, as in ``allKeys``.
    private static let shapeProbe = """
        content: [/]
        sources:
          - {path: /a}
          - {journal: {directory: /a}}
          - {syslog: {listen: "udp://127.0.0.1:1"}}
          - {stdin: true}
        detections:
          overrides: {"<>": {throttle: {period: 1h, fields: [a]}}}
          exceptions: {"<>": [{where: {a: b}, owner: a, reason: b}]}
        output:
          sinks: [{hec: {url: "https://a:1"}}, {syslog: {to: "tls://a:1"}}, {relp: {host: a}}]
        sigma: {logsources: [{category: a, channels: [a]}]}
        kafka: {data_sets: [a], properties: {a: b}}
        """
}
